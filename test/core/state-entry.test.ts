import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { stateLayout } from '../../src/config/state-layout.ts';
import { isOwnEntry, isStateDirectory } from '../../src/core/state-entry.ts';

test('everything that the layout of a state directory names is our own', () => {
  const paths = Object.values(stateLayout('/state')).filter((value) => typeof value === 'string');
  const names = paths.filter((path) => path !== '/state').map((path) => basename(path));
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !isOwnEntry(name))).toEqual([]);
});

test.each([
  'planeguard.db-wal',
  'planeguard.db.v7-20261122T162036Z.backup',
  'planeguard.db.replaced-20261122T162036000Z',
  'worker.lock-journal',
  'worker-status.json.0123456789ab.tmp',
])('%s is our own', (name) => expect(isOwnEntry(name)).toBe(true));

test.each(['planeguard.yaml', 'notes.txt', 'cache.tar', 'my.lock', 'sessions.bak', 'planeguard.dbx'])(
  '%s is not',
  (name) => expect(isOwnEntry(name)).toBe(false),
);

test('a directory is one of ours by what its daemons have left there', () => {
  expect(isStateDirectory(['notes', 'worker.lock'])).toBe(true);
  expect(isStateDirectory(['cache', 'logs', 'src'])).toBe(false);
});
