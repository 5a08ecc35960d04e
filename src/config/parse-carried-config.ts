import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { HookSettings } from '../core/hook.ts';
import { hooksSchema } from './hooks-schema.ts';
import { shapeOf } from './schema-shape.ts';
import { explainIssue, lineOf, type Misplaced, syntaxProblems } from './yaml-problems.ts';

/** Only what is safe to take from who may push: no program, path or variable of this machine. */
const carriedSchema = z.strictObject({
  hooks: hooksSchema,
  agent: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be the name of an agent that the worker knows, not a path')
    .optional()
    .describe('The agent of its requests, by name'),
});

/** What a repository says of itself in `.planeguard/config.yaml`. */
export interface CarriedConfig {
  hooks: HookSettings | null;
  agent: string | null;
}

export type ParsedCarried = { kind: 'ok'; config: CarriedConfig } | { kind: 'refused'; problem: Misplaced };

/** @param name the file as people are told of it. The first problem is told. */
export function parseCarriedConfig(name: string, text: string): ParsedCarried {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = syntaxProblems(name, document, lines);
  if (syntax !== undefined) return { kind: 'refused', problem: syntax };
  const content = contentOf(() => document.toJS({ maxAliasCount: 100 }) ?? {});
  if (content === null) return refused(`${name}:1`, 'has too many aliases');
  const result = carriedSchema.safeParse(content.value);
  if (result.success) return { kind: 'ok', config: { ...result.data, agent: result.data.agent ?? null } };
  const place = (path: PropertyKey[]) =>
    `${name}:${lineOf(path, document, lines)} ${path.map(String).join('.')}`.trim();
  const shape = shapeOf(carriedSchema);
  const [first] = result.error.issues.flatMap((issue) => explainIssue(issue, shape, place));
  return { kind: 'refused', problem: first ?? { path: name, message: 'is not valid' } };
}

const refused = (path: string, message: string): ParsedCarried => ({
  kind: 'refused',
  problem: { path, message },
});

/** Aliases that multiply are refused by the library. */
function contentOf(read: () => unknown): { value: unknown } | null {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}
