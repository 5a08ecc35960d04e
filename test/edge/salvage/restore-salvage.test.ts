import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { dropSalvage } from '../../../src/edge/salvage/drop-salvage.ts';
import { listSalvage, salvageOf as salvagesOf } from '../../../src/edge/salvage/list-salvage.ts';
import { restoreSalvage } from '../../../src/edge/salvage/restore-salvage.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { salvageOf, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';

async function salvaged() {
  const made = await workspaceToSalvage();
  writeFiles(made.path, { 'u.txt': 'u' });
  await saved(made.wanted);
  const salvage = await salvageOf(made.wanted);
  const restore = (name: string) =>
    restoreSalvage({ salvage, cache: made.cache, to: join(made.folder, name) });
  return { ...made, salvage, restore };
}

test('only a missing or an empty directory is restored to', async () => {
  const { folder, restore } = await salvaged();
  writeFileSync(join(folder, 'file'), 'mine');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
  mkdirSync(join(folder, 'empty'));
  for (const name of ['file', 'dangling', 'workspaces']) {
    expect(await restore(name), name).toEqual({ kind: 'not_empty' });
  }
  for (const name of ['empty', 'missing/parents/too', 'n'.repeat(255)]) {
    expect(await restore(name), name).toEqual({ kind: 'restored' });
    expect(existsSync(join(folder, name, 'u.txt'))).toBe(true);
  }
  expect(await restore('empty')).toEqual({ kind: 'not_empty' });
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('of two at once into one directory one wins, and only its owner may look into it', async () => {
  const { folder, restore } = await salvaged();
  const both = await Promise.all([restore('twice'), restore('twice')]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['not_empty', 'restored']);
  expect(statSync(join(folder, 'twice')).mode & 0o777).toBe(0o700);
});

test('a salvage that expires meanwhile is restored all the same', async () => {
  const { salvage, cache, restore } = await salvaged();
  expect(await dropSalvage(salvage, cache.env)).toBe(true);
  expect(await restore('expired')).toEqual({ kind: 'restored' });
});

test('a cache whose salvage cannot be listed is named, and does not hide that of others', async () => {
  const { cache, salvage, wanted } = await salvaged();
  const broken = join(dirname(cache.directory), 'broken.git');
  mkdirSync(broken);
  const unreadable: string[] = [];
  const found = await listSalvage(dirname(broken), cache.env, (path) => unreadable.push(path));
  expect(found).toEqual([salvage]);
  expect(unreadable).toEqual([broken]);
  const lost = { directory: broken, env: cache.env };
  await expect(salvagesOf(lost, wanted.about.requestId)).rejects.toThrow('not a git repository');
});
