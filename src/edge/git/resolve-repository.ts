import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { carriesSecret, secretAdvice, withoutSecrets } from '../../core/remote-secret.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { hasCode } from '../files.ts';
import { homeFolder } from '../home-folder.ts';

export type ResolvedRepository =
  | { kind: 'remote'; name: string; remote: string }
  /** OWNER/NAME of a forge: the configuration, or the forge, knows the remote. */
  | { kind: 'forge_name'; name: string };

const url = /^(https?|ssh|git|file):\/\/[^\s]+$/i;
const scpLike = /^[A-Za-z0-9_][\w.-]*(@[A-Za-z0-9][\w.-]*)?:(?!:)[^\s:][^\s]*$/;
const forgeName = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_][\w.-]*$/;

/**
 * Reads what a person wrote as a repository. An existing path wins over OWNER/NAME, and becomes absolute and real.
 * @throws ProblemError `usage` when it is neither a path that exists, a URL of a known protocol, nor OWNER/NAME, or when
 * its URL has a password or token in it.
 */
export function resolveRepository(input: string, cwd: string): ResolvedRepository {
  if (input.trim() === '')
    throw new ProblemError('usage', 'The repository is empty. Give a path, a URL or OWNER/NAME.');
  if (/[\0\n\r]/.test(input)) return { kind: 'remote', ...pathOf(input, cwd, realPath(input, cwd)) };
  if (url.test(input)) return fromUrl(input);
  const path = realPath(input, cwd);
  if (path !== null) return { kind: 'remote', ...pathOf(input, cwd, path) };
  if (forgeName.test(input)) return { kind: 'forge_name', name: input };
  if (scpLike.test(input)) return { kind: 'remote', name: input, remote: input };
  return { kind: 'remote', ...pathOf(input, cwd, path) };
}

function fromUrl(input: string): ResolvedRepository {
  const host = /^[a-z]+:\/\/([^/]*)/i.exec(input)?.[1] ?? '';
  if (host.startsWith('-') || host.includes('@-')) {
    throw new ProblemError(
      'usage',
      `${shown(input)} is not a URL of a repository: its host begins with a dash.`,
    );
  }
  if (carriesSecret(input)) {
    throw new ProblemError(
      'usage',
      `${shown(withoutSecrets(input).replace(/\?.*$/s, ''))} was given with a password or token in its URL: ${secretAdvice}.`,
    );
  }
  return { kind: 'remote', name: input, remote: input };
}

function pathOf(input: string, cwd: string, path: string | null): { name: string; remote: string } {
  if (path !== null) return { name: path, remote: path };
  throw new ProblemError(
    'usage',
    `There is no repository ${shown(input)}: ${shown(resolve(cwd, input))} does not exist, and it is neither OWNER/NAME nor a URL (https, ssh, git, file).`,
  );
}

function realPath(input: string, cwd: string): string | null {
  const path = input === '~' || input.startsWith('~/') ? homeFolder() + input.slice(1) : input;
  if (path.includes('\0')) return null;
  try {
    return realpathSync(resolve(cwd, path));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].some((code) => hasCode(error, code))) return null;
    if (hasCode(error, 'EACCES')) {
      throw new ProblemError('usage', `${shown(input)} cannot be read: permission denied.`, { cause: error });
    }
    throw error;
  }
}

/** Untrusted text as one visible line. */
const shown = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
