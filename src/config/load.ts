import { readFileSync } from 'node:fs';
import { type ConfigText, findConfigFile } from './config-file.ts';
import type { Environment } from './environment.ts';
import { configContent, parseConfig } from './parse-config.ts';
import { printedConfig } from './printed-config.ts';
import type { Config } from './schema.ts';

export interface LoadedConfig {
  config: Config;
  /** Where it came from; null when there is no file and the defaults hold. */
  path: string | null;
  /** The same as it would stand in a file; for people to read. */
  printed(): unknown;
}

/**
 * The configuration that holds for this process.
 * @param named the file of --config, if given.
 * @throws ProblemError `misconfigured`: the named file is missing, or something in it is not valid.
 */
export function loadConfig(named: string | null, cwd: string, environment: Environment): LoadedConfig {
  const file: ConfigText | null = findConfigFile(named, cwd, environment, readIfThere);
  return {
    config: parseConfig(file, environment.own),
    path: file?.path ?? null,
    printed: () => printedConfig(configContent(file, environment.own)),
  };
}

function readIfThere(path: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
