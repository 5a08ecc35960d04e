import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sessionLayout } from '../../src/config/state-layout.ts';
import { keepOpen } from '../../src/worker/keep-open.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('opens what the agent has closed of its session, and nothing behind a link', () => {
  const folder = temporaryFolder();
  const directory = join(folder, 'session');
  const elsewhere = join(folder, 'elsewhere');
  const below = (name: string) => join(directory, name);
  const paths = { directory, guard: below('guard'), spool: below('spool'), hooks: below('hooks') };
  for (const path of [paths.guard, paths.hooks]) mkdirSync(path, { recursive: true });
  mkdirSync(elsewhere, { mode: 0o500 });
  symlinkSync(elsewhere, paths.spool);
  for (const path of [paths.guard, paths.hooks, directory]) chmodSync(path, 0);
  keepOpen(paths);
  const mode = (path: string) => lstatSync(path).mode & 0o777;
  expect([directory, paths.guard, paths.hooks, elsewhere].map(mode)).toEqual([0o700, 0o700, 0o700, 0o500]);
});

it('has nothing to do where there is none', () => {
  const directory = join(temporaryFolder(), 'gone');
  expect(() => keepOpen(sessionLayout(directory))).not.toThrow();
});
