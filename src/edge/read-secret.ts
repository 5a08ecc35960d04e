import { readFileSync } from 'node:fs';
import { ProblemError } from '../protocol/problem.ts';
import { run } from './exec.ts';
import { pathOfPerson } from './path-of-person.ts';

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
 * The lines of a secret that are not empty.
 * @param key the configuration's, such as github.token, for the sentence.
 * @throws ProblemError misconfigured: there is none.
 */
export async function readSecret(key: string, source: SecretSource, place: SecretPlace): Promise<string[]> {
  if (source.file !== null) {
    const { directory, environment } = place;
    return inFile(key, pathOfPerson(source.file, { config: { directory }, environment }));
  }
  if (source.command === null) throw problem(`${key}File is not set`);
  const printed = await printedBy(source.command, place);
  if (printed.secrets === null)
    throw problem(`the program of ${key}Command, ${source.command[0]}, ${printed.why}`);
  return printed.secrets;
}

export type Printed = { secrets: string[]; why: null } | { secrets: null; why: string };

/** What a program prints as a secret. What it prints otherwise is told to nobody: it may be one, too. */
export async function printedBy(argv: readonly string[], place: SecretPlace): Promise<Printed> {
  const [program = '', ...args] = argv;
  const options = { cwd: place.directory, env: place.environment, timeoutMs: withinMs };
  const ran = await run(program, args, { ...options, withDescendants: true, timeoutSignal: 'SIGKILL' });
  const { failure, exitCode } = ran;
  if (failure === 'timed_out') return { secrets: null, why: `did not end within ${withinMs / 1_000} s` };
  if (failure === 'not_found') return { secrets: null, why: 'is not there' };
  if (failure !== 'none') return { secrets: null, why: `failed (${exitCode ?? failure})` };
  const secrets = secretsIn(ran.stdout);
  return secrets === null ? { secrets, why: 'printed no secret' } : { secrets, why: null };
}

function inFile(key: string, path: string): string[] {
  const secrets = secretsIn(readFile(key, path));
  if (secrets === null)
    throw problem(
      `the file of ${key}File, ${path}, gives none: one line of visible ASCII characters is expected`,
    );
  return secrets;
}

function readFile(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw problem(`the file of ${key}File, ${path}, cannot be read (${String(error.code)})`, error);
  }
}

/** Its lines that are not empty; null where one of them is no visible ASCII, or there is none. */
function secretsIn(text: string): string[] | null {
  const lines = text.split('\n').map((line) => line.trim());
  const secrets = lines.filter((line) => line !== '');
  return secrets.length > 0 && secrets.every((line) => /^[\x21-\x7e]+$/.test(line)) ? secrets : null;
}

const problem = (why: string, cause?: unknown): ProblemError =>
  new ProblemError('misconfigured', `There is no secret: ${why}.`, { cause });
