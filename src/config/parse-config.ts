import { dirname, resolve } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { ProblemError } from '../protocol/problem.ts';
import type { ConfigText } from './config-file.ts';
import { type Config, configSchema, type ParsedConfig } from './schema.ts';
import { configShape } from './schema-shape.ts';
import { type Override, overrides } from './variables.ts';
import { explainIssue, lineOf, type Misplaced, syntaxProblems } from './yaml-problems.ts';

/**
 * The checked configuration of a file and the PLANEGUARD_… variables.
 * @throws ProblemError `misconfigured` with every problem at once, each with its file and line or its variable.
 */
export function parseConfig(file: ConfigText | null, variables: Readonly<Record<string, string>>): Config {
  const lines = new LineCounter();
  const document = file ? parseDocument(file.text, { lineCounter: lines, prettyErrors: false }) : null;
  refuse(file, document ? syntaxProblems(file?.path ?? '', document, lines) : []);
  const shape = configShape();
  const set = overrides(shape, variables);
  const result = configSchema.safeParse(withOverrides(contentOf(file, document), set));
  if (result.success) return withDirectory(result.data, file);
  const place = (path: PropertyKey[]) => placeOf(path, { file, document, lines, set });
  const found = result.error.issues.flatMap((issue) => explainIssue(issue, shape, place));
  throw problem(file, found);
}

/** What the file and the variables say, in the file's own shape and unchecked. */
export function configContent(file: ConfigText | null, variables: Readonly<Record<string, string>>): unknown {
  const document = file ? parseDocument(file.text, { prettyErrors: false }) : null;
  return withOverrides(contentOf(file, document), overrides(configShape(), variables));
}

function refuse(file: ConfigText | null, found: Misplaced[]): void {
  if (found.length > 0) throw problem(file, found);
}

function problem(file: ConfigText | null, errors: Misplaced[]): ProblemError {
  const where = file ? `file ${file.path}` : 'in the environment';
  const [first] = errors;
  const what =
    errors.length === 1 && first
      ? `is not valid. ${first.path}: ${first.message}.`
      : `has ${errors.length} problems.`;
  return new ProblemError('misconfigured', `The configuration ${where} ${what}`, { errors });
}

function contentOf(file: ConfigText | null, document: Document | null): unknown {
  try {
    return document?.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ProblemError('misconfigured', `The configuration ${file?.path} cannot be read: ${message}`, {
      cause,
    });
  }
}

/** A content that is no map goes through as it is, for the schema to refuse. */
function withOverrides(content: unknown, set: Override[]): unknown {
  if (!isMap(content)) return content;
  return set.reduce((merged, { path, value }) => withValue(merged, path, value), content);
}

/** What is no map on the way is left as it is, too. */
function withValue(content: Map, [key = '', ...rest]: readonly string[], value: unknown): Map {
  if (rest.length === 0) return { ...content, [key]: value };
  const inner = content[key] ?? {};
  return isMap(inner) ? { ...content, [key]: withValue(inner, rest, value) } : content;
}

type Map = Record<string, unknown>;

const isMap = (value: unknown): value is Map =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Places {
  file: ConfigText | null;
  document: Document | null;
  lines: LineCounter;
  set: Override[];
}

/** `planeguard.yaml:12 lease.margin`, or the variable that set it. */
function placeOf(path: PropertyKey[], { file, document, lines, set }: Places): string {
  const key = path.map(String).join('.');
  const variable = set.find((override) => override.path.join('.') === key)?.variable;
  if (variable) return `$${variable}`;
  if (!file) return key;
  return `${file.path}:${lineOf(path, document, lines)}${key ? ` ${key}` : ''}`;
}

/** `./agent.sh` means beside the configuration file, wherever Planeguard is started. */
function withDirectory(parsed: ParsedConfig, file: ConfigText | null): Config {
  const directory = file ? dirname(file.path) : resolve('.');
  const agents = Object.entries(parsed.agents).map(
    ([name, agent]) => [name, { ...agent, directory }] as const,
  );
  return { ...parsed, directory, agents: Object.fromEntries(agents) };
}
