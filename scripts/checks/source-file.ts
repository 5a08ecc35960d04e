import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, type Program, parseSync, visitorKeys } from 'oxc-parser';

export interface SourceFile {
  /** Relative to the root of the checkout, with `/`. */
  path: string;
  text: string;
  program: Program;
}

/** A node with where it stands: under `key` of its parent. */
export interface Place {
  node: Node;
  parent: Node | null;
  key: string;
}

/** Every TypeScript file of the project, parsed once for all checks. Throws on a syntax error. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: ['**/node_modules/**'] }))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  return { path, text, program };
}

export function* placesOf(file: SourceFile): Generator<Place> {
  yield* placesBelow({ node: file.program, parent: null, key: 'program' });
}

function* placesBelow(place: Place): Generator<Place> {
  yield place;
  for (const child of childrenOf(place.node)) yield* placesBelow(child);
}

export function childrenOf(parent: Node): Place[] {
  return (visitorKeys[parent.type] ?? []).flatMap((key) => {
    const value: unknown = Reflect.get(parent, key);
    return [value].flat().flatMap((node) => (isNode(node) ? [{ node, parent, key }] : []));
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

export function lineOf(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}
