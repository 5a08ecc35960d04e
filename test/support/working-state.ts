import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { git } from './git-repository.ts';

/** Everything of a person's work in a repository, to be compared: files byte by byte, index, refs, stash, HEAD. */
export const workingState = (path: string) => ({
  files: filesIn(Buffer.from(path)),
  index: gitBytes(path, 'ls-files', '--stage', '-z'),
  status: gitBytes(path, 'status', '--porcelain=v2', '-z', '--untracked-files=all'),
  head: readFileSync(join(git(path, 'rev-parse', '--absolute-git-dir'), 'HEAD'), 'utf8'),
  refs: git(
    path,
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/tags',
    'refs/notes',
  ),
  stash: git(path, 'stash', 'list', '--format=%H %gs'),
});

/** The output as one character per byte. */
const gitBytes = (path: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: path, encoding: 'latin1' });

/** Every file but those of `.git`, with its kind, whether it can be run, and its content. Sorted by name. */
function filesIn(root: Buffer, below = ''): Record<string, string> {
  const folder = below === '' ? root : Buffer.concat([root, Buffer.from(`/${below}`, 'latin1')]);
  const entries = readdirSync(folder, { encoding: 'latin1' })
    .filter((name) => name !== '.git')
    .sort();
  const found: Record<string, string> = {};
  for (const name of entries) {
    const inside = below === '' ? name : `${below}/${name}`;
    const whole = Buffer.concat([root, Buffer.from(`/${inside}`, 'latin1')]);
    const seen = lstatSync(whole);
    if (seen.isDirectory()) Object.assign(found, filesIn(root, inside));
    else if (seen.isSymbolicLink()) found[inside] = `link ${readlinkSync(whole, 'latin1')}`;
    else found[inside] = `${(seen.mode & 0o100) === 0 ? 'file' : 'program'} ${readFileSync(whole, 'latin1')}`;
  }
  return found;
}
