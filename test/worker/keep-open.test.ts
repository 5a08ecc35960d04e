import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepOpen } from '../../src/worker/keep-open.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('opens what the agent has closed of its session, and nothing behind a link', () => {
  const folder = temporaryFolder();
  const directory = join(folder, 'session');
  const elsewhere = join(folder, 'elsewhere');
  const paths = { directory, guard: join(directory, 'guard'), spool: join(directory, 'spool') };
  mkdirSync(paths.guard, { recursive: true });
  mkdirSync(elsewhere, { mode: 0o500 });
  symlinkSync(elsewhere, paths.spool);
  for (const path of [paths.guard, directory]) chmodSync(path, 0);
  keepOpen(paths);
  const mode = (path: string) => lstatSync(path).mode & 0o777;
  expect([directory, paths.guard, elsewhere].map(mode)).toEqual([0o700, 0o700, 0o500]);
});

it('has nothing to do where there is none', () => {
  const directory = join(temporaryFolder(), 'gone');
  expect(() =>
    keepOpen({ directory, guard: join(directory, 'guard'), spool: join(directory, 'spool') }),
  ).not.toThrow();
});
