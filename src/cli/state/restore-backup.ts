import { rmSync } from 'node:fs';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { installation } from '../../store/installation.ts';
import { openDatabase } from '../../store/open-database.ts';
import { type ReplacedDatabase, readReplaced } from '../../store/read-replaced.ts';
import { type RestoredDatabase, renewRestored } from '../../store/renew-restored.ts';
import { replaceDatabase } from '../../store/replace-database.ts';
import type { CliContext } from '../context.ts';
import { copyBackup } from './copy-backup.ts';
import { holdStateDirectory } from './hold-state-directory.ts';

type StatePlace = Pick<CliContext, 'layout' | 'clock'>;

export interface Restored extends RestoredDatabase {
  /** Where the database is that was there before; null when there was none. */
  replaced: string | null;
}

/**
 * Puts a backup in the place of the control plane's database. It is prepared beside it and moved there whole.
 * @throws ProblemError state_refused: something runs, or it is of another installation; usage; misconfigured.
 */
export async function restoreBackup(context: StatePlace, file: string): Promise<Restored> {
  const { layout } = context;
  makePrivateFolder(layout.root);
  const { release } = holdStateDirectory(layout, 'restored');
  const copy = `${layout.database}.restoring`;
  try {
    remove(copy);
    copyBackup(file, copy);
    const replaced = readReplaced(layout.database);
    const restored = await prepare(context, { copy, file, replaced });
    return { ...restored, replaced: putInPlace(context, copy) };
  } finally {
    remove(copy);
    release();
  }
}

interface Preparing {
  copy: string;
  file: string;
  replaced: ReplacedDatabase | null;
}

async function prepare(context: StatePlace, { copy, file, replaced }: Preparing): Promise<RestoredDatabase> {
  const nowMs = context.clock.nowMs();
  const db = await openDatabase(copy, { isCopy: true, name: file });
  try {
    const { databaseId } = await installation(db, { databaseId: '', nowMs });
    if (replaced !== null && replaced.databaseId !== databaseId) throw ofAnother(context, file);
    return await renewRestored(db, { replaced, nowMs });
  } finally {
    await db.destroy();
  }
}

const ofAnother = ({ layout }: StatePlace, file: string): ProblemError =>
  new ProblemError(
    'state_refused',
    `The backup ${file} is of another installation than ${layout.root}. Restore it in that one, or in an empty --state-dir; to give up the requests of this one, move its planeguard.db away first.`,
  );

function putInPlace({ layout, clock }: StatePlace, copy: string): string | null {
  const stamp = new Date(clock.nowMs()).toISOString().replaceAll(/[-:.]/g, '');
  return replaceDatabase(copy, layout.database, `${layout.database}.replaced-${stamp}`);
}

function remove(copy: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
}
