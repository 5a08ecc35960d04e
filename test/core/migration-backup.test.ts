import { expect, test } from 'vitest';
import { expiredMigrationBackups, migrationBackupName } from '../../src/core/migration-backup.ts';

const name = (database: string, version: number, day: number) =>
  migrationBackupName(database, version, `202611${day}T120000Z`);

test('a copy is named after its database, its version and the time', () => {
  expect(name('planeguard.db', 7, 22)).toBe('planeguard.db.v7-20261122T120000Z.backup');
});

test('of each database the three newest copies are kept, whatever their version', () => {
  const copies = [
    name('planeguard.db', 9, 10),
    name('planeguard.db', 10, 11),
    name('planeguard.db', 2, 12),
    name('planeguard.db', 9, 13),
  ];
  const others = ['planeguard.db', 'planeguard.db-wal', name('journal.db', 1, 10), 'planeguard.db.v1.txt'];
  expect(expiredMigrationBackups([...others, ...copies], 'planeguard.db')).toEqual([copies[0]]);
});
