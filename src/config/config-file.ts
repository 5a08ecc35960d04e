import { join, resolve } from 'node:path';
import { ProblemError } from '../protocol/problem.ts';
import type { Environment } from './environment.ts';

export interface ConfigText {
  path: string;
  text: string;
}

/** Reads a text file; null when it is not there. Other failures are thrown. */
export type ReadText = (path: string) => string | null;

/**
 * The configuration file: --config, else $PLANEGUARD_CONFIG, else ./planeguard.yaml, else the one in the XDG
 * folder. None is fine, unless it was named: then `misconfigured`.
 */
export function findConfigFile(
  named: string | null,
  cwd: string,
  environment: Environment,
  read: ReadText,
): ConfigText | null {
  const wanted = named ?? environment.configFile;
  if (wanted !== null) return readNamed(resolve(cwd, wanted), read);
  const places = [join(cwd, 'planeguard.yaml'), join(environment.configHome, 'planeguard.yaml')];
  for (const path of places) {
    const text = readOrExplain(path, read);
    if (text !== null) return { path, text };
  }
  return null;
}

function readNamed(path: string, read: ReadText): ConfigText {
  const text = readOrExplain(path, read);
  if (text !== null) return { path, text };
  throw new ProblemError(
    'misconfigured',
    `There is no configuration file ${path}. Write one with: planeguard init`,
  );
}

function readOrExplain(path: string, read: ReadText): string | null {
  try {
    return read(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProblemError('misconfigured', `The configuration file ${path} cannot be read: ${why}`, {
      cause,
    });
  }
}
