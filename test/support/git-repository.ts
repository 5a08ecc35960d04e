import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The environment that product code gets in tests: a person's, on this machine. */
export const testEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Git as a person types it. Output without the last newline. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).replace(
    /\n$/,
    '',
  );
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Writes files and commits them; returns the commit. */
export function commit(
  repository: string,
  files: Readonly<Record<string, string>>,
  message = 'A change',
): string {
  writeFiles(repository, files);
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(repository, 'rev-parse', 'HEAD');
}

/** A person's checkout with one commit on `main`. */
export function checkout(
  path: string,
  files: Readonly<Record<string, string>> = { 'a.txt': 'one\n' },
): string {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '--quiet', '--initial-branch=main');
  commit(path, files, 'First');
  return path;
}

/** A bare remote with one commit on `main`. */
export function bareRemote(path: string, files?: Readonly<Record<string, string>>): string {
  const source = checkout(`${path}.source`, files);
  git(dirname(path), 'clone', '--quiet', '--bare', source, path);
  return path;
}

/** A digest of what a person sees of their checkout: HEAD, index and every file outside `.git`. */
export function checkoutDigest(path: string): string {
  const digest = createHash('sha256');
  for (const name of ['.git/HEAD', '.git/index', '.git/config'])
    digest.update(readFileSync(join(path, name)));
  digest.update(git(path, 'rev-parse', 'HEAD'));
  for (const name of filesBelow(path)) digest.update(name).update(readFileSync(join(path, name)));
  return digest.digest('hex');
}

function filesBelow(path: string): string[] {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
  return files.filter((name) => !name.startsWith('.git/')).sort();
}
