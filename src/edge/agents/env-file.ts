import { parseEnv } from 'node:util';
import { hasCode, readIfThere, UnusualFileError } from '../files.ts';

export type EnvFile = { kind: 'read'; variables: Record<string, string> } | { kind: 'refused'; why: string };

const maxBytes = 1024 * 1024;

/** Variables of a file as Node's --env-file reads it: NAME=VALUE lines, quotes, comments. Says why it cannot be read. */
export function readEnvFile(path: string): EnvFile {
  try {
    const text = readIfThere(path, maxBytes);
    if (text === null) return { kind: 'refused', why: `${path} does not exist` };
    const entries = Object.entries(parseEnv(text));
    return {
      kind: 'read',
      variables: Object.fromEntries(entries.map(([name, value]) => [name, value ?? ''])),
    };
  } catch (error) {
    if (error instanceof UnusualFileError) return { kind: 'refused', why: error.message.replace(/\.$/, '') };
    if (hasCode(error, 'EACCES')) return { kind: 'refused', why: `${path} may not be read` };
    throw error;
  }
}
