import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { unsettledThreads } from '../../src/store/unsettled-threads.ts';
import { Journal } from '../../src/worker/journal/journal.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What the first version that could run had written: one session lives, another request has failed twice. */
function ofFirstVersion(name: 'planeguard' | 'journal'): string {
  const path = join(temporaryFolder(), `${name}.db`);
  const database = new Sqlite(path);
  const dump = join(import.meta.dirname, '../fixtures/versions/first', `${name}.sql`);
  database.exec(readFileSync(dump, 'utf8'));
  database.close();
  return path;
}

test('the database of the first version is migrated with all that it knows', async () => {
  const path = ofFirstVersion('planeguard');
  const copies: string[] = [];
  const db = await openDatabase(path, { onBackedUp: (copy) => copies.push(copy) });
  const requests = await db.selectFrom('requests').select(['state', 'attempt']).orderBy('ordinal').execute();
  expect(requests).toEqual([
    { state: 'running', attempt: 1 },
    { state: 'queued', attempt: 2 },
  ]);
  const attempts = await db.selectFrom('attempts').select(['id', 'ended_at']).execute();
  expect(attempts.filter(({ ended_at }) => ended_at === null)).toHaveLength(1);
  expect(await db.selectFrom('evidence').selectAll().execute()).not.toEqual([]);
  expect(await unsettledThreads(db, 1)).toEqual([]);
  const said = await db.selectFrom('thread_messages').select('text').orderBy('ordinal').execute();
  expect(said.map(({ text }) => text.split(':')[0])).toEqual(['running', 'queued']);
  await db.destroy();
  expect(copies).toHaveLength(1);
});

test('the journal of the first version is read', () => {
  const journal = new Journal(ofFirstVersion('journal'));
  expect(journal.sessions().map(({ state, grant }) => [state, grant.fence])).toEqual([
    ['live', 1],
    ['ended', 2],
  ]);
  journal.close();
});

/** Leaves of each record what the first version wrote, and takes away what came later. */
function asFirstVersionLeft({ layout }: Place): void {
  const first = new Sqlite(ofFirstVersion('journal'), { readonly: true });
  const known = JSON.parse(String(first.prepare('SELECT record FROM sessions').pluck().get()));
  first.close();
  const journal = new Sqlite(layout.journal);
  const records = journal.prepare<[], string>('SELECT record FROM sessions').pluck().all();
  journal.exec('DROP TABLE quarantine; DROP TABLE breakers;');
  for (const text of records) {
    const record = JSON.parse(text);
    const older = Object.fromEntries(Object.keys(known).map((name) => [name, record[name]]));
    journal.prepare('UPDATE sessions SET record = ? WHERE id = ?').run(JSON.stringify(older), record.id);
  }
  journal.close();
  for (const id of readdirSync(layout.sessions)) rmSync(layout.session(id).record);
}

test('a session that the first version had started is adopted, and ends as it would have', async () => {
  const place = new Place();
  await place.up();
  const id = await queue(place, place.agent(`${started}\n${waitForTest}\n${openPullRequest}`));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  expect(await place.planeguard('down', '--keep-sessions')).toMatchObject({ exit: 0 });
  asFirstVersionLeft(place);
  await place.up();
  expect(isAlive(agent)).toBe(true);
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
});
