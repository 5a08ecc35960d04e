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
export function checkout(path: string, files = oneFile): string {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '--quiet', '--initial-branch=main');
  importCommit(path, files);
  git(path, 'reset', '--quiet', '--hard');
  return path;
}

/** A bare remote with one commit on `main`. */
export function bareRemote(path: string, files = oneFile): string {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '--quiet', '--bare', '--initial-branch=main');
  importCommit(path, files);
  return path;
}

const oneFile: Readonly<Record<string, string>> = { 'a.txt': 'one\n' };

/** One process, where add and commit are two and need a worktree. Format: git-fast-import(1). Returns the commit. */
export function importCommit(
  repository: string,
  files: Readonly<Record<string, string>>,
  onMain: { branch: string } | null = null,
): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const changes = Object.entries(files).map(([name, content]) => `M 100644 inline ${name}\n${data(content)}`);
  const from = onMain === null ? '' : 'from refs/heads/main^0\n';
  const head = `commit refs/heads/${onMain?.branch ?? 'main'}\nmark :1\ncommitter A Person <person@example.org> now\n${data('First')}${from}`;
  return execFileSync('git', ['fast-import', '--quiet', '--date-format=now'], {
    cwd: repository,
    input: `${head}${changes.join('')}get-mark :1\n`,
    encoding: 'utf8',
  }).trim();
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
