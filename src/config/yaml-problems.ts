import { type Document, isNode, type LineCounter } from 'yaml';
import type { z } from 'zod';
import { type Shape, shapeAt } from './schema-shape.ts';

/** Something wrong in a file, with its place for a person. */
export interface Misplaced {
  path: string;
  message: string;
}

/** What is no YAML, with its line. */
export function syntaxProblems(name: string, document: Document, lines: LineCounter): Misplaced[] {
  return document.errors.map((error) => ({
    path: `${name}:${lines.linePos(error.pos[0]).line}`,
    message: error.message,
  }));
}

/** The line of the nearest node on the way to a key that is there. */
export function lineOf(path: readonly PropertyKey[], document: Document | null, lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document?.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** One problem that a schema found, or one for each key that it does not know, in words. */
export function explainIssue(
  issue: z.core.$ZodIssue,
  shape: Shape,
  place: (path: PropertyKey[]) => string,
): Misplaced[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: place(issue.path), message: issue.message }];
  const allowed = Object.keys(shapeAt(shape, issue.path)?.properties ?? {}).join(', ');
  return issue.keys.map((key) => ({
    path: place([...issue.path, key]),
    message: `is not known; allowed here: ${allowed}`,
  }));
}
