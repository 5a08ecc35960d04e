/** A database is copied before a newer program changes it. So many of these copies are kept of each. */
const kept = 3;

/**
 * `planeguard.db.v7-20261122T162036Z.backup`, beside the database.
 * @param version that it has before the change.
 * @param stamp UTC, as `20261122T162036Z`.
 */
export const migrationBackupName = (database: string, version: number, stamp: string): string =>
  `${database}.v${version}-${stamp}${suffix}`;

/** Of the names in the database's folder, the copies that are more than enough: the oldest. */
export function expiredMigrationBackups(names: readonly string[], database: string): string[] {
  const copies = names.filter((name) => name.startsWith(`${database}.v`) && name.endsWith(suffix));
  return copies.sort((a, b) => (stampOf(a) < stampOf(b) ? 1 : -1)).slice(kept);
}

const suffix = '.backup';

const stampOf = (name: string): string => name.slice(name.lastIndexOf('-'));
