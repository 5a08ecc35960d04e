import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProblemError } from '../protocol/problem.ts';
import { run } from './exec.ts';

/** Where a secret comes from: a file, or a program that prints it. The file wins. */
export interface SecretSource {
  file: string | null;
  command: readonly string[] | null;
}

export interface SecretPlace {
  /** Where paths begin and programs run: the configuration file's folder. */
  directory: string;
  environment: Readonly<Record<string, string>>;
}

/** A keychain may ask a person; a helper over the network may hang. */
const withinMs = 10_000;

/**
 * The lines of a secret that are not empty. What a program prints otherwise is told to nobody: it may be a secret, too.
 * @param key the configuration's, such as github.token, for the sentence.
 * @throws ProblemError misconfigured: there is none.
 */
export async function readSecret(key: string, source: SecretSource, place: SecretPlace): Promise<string[]> {
  if (source.file !== null)
    return linesOf(`${key}File`, readFile(key, resolve(place.directory, source.file)));
  if (source.command === null) throw problem(`${key}File is not set`);
  const [program = '', ...args] = source.command;
  const options = { cwd: place.directory, env: place.environment, timeoutMs: withinMs };
  const ran = await run(program, args, { ...options, withDescendants: true, timeoutSignal: 'SIGKILL' });
  if (ran.failure === 'none') return linesOf(`${key}Command`, ran.stdout);
  const how = { timed_out: `did not end within ${withinMs / 1_000} s`, not_found: 'is not there' } as const;
  const why =
    ran.failure === 'timed_out' || ran.failure === 'not_found'
      ? how[ran.failure]
      : `failed (${ran.exitCode ?? ran.failure})`;
  throw problem(`the program of ${key}Command, ${program}, ${why}`);
}

function readFile(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw problem(`the file of ${key}File, ${path}, cannot be read (${String(error.code)})`, error);
  }
}

function linesOf(key: string, text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const secrets = lines.filter((line) => line !== '');
  if (secrets.length > 0 && secrets.every((line) => /^[\x21-\x7e]+$/.test(line))) return secrets;
  throw problem(`${key} gives no secret: one line of visible ASCII characters is expected`);
}

const problem = (why: string, cause?: unknown): ProblemError =>
  new ProblemError('misconfigured', `There is no secret: ${why}.`, { cause });
