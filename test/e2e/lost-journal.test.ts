import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { killedInstance } from '../support/killed-instance.ts';
import type { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { sharedPlace } from '../support/shared-place.ts';
import { until } from '../support/until.ts';

const onShared = sharedPlace({ config: { lease: { heartbeat: '1s' } } });

const letGo = (place: Place): void => writeFileSync(join(place.folder, 'marks/go'), '');

/** As a person does it whose disk has spoiled the file. */
function moveJournalAway({ layout }: Place): void {
  renameSync(layout.journal, `${layout.journal}.moved`);
  for (const name of ['-wal', '-shm']) rmSync(layout.journal + name, { force: true });
}

test('a session that lives while the journal is lost is adopted, and ends as if nothing had been', async () => {
  const place = onShared();
  await place.up();
  const id = await queue(place, place.agent(`${started}\n${waitForTest}\n${openPullRequest}`));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  await killedInstance(place);
  moveJournalAway(place);
  await place.up();
  expect(isAlive(agent)).toBe(true);
  letGo(place);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
});

test('a session whose end fell into the gap is judged by what it had published', async () => {
  const place = onShared();
  await place.up();
  const published = 'echo yes > "$MARKS/published"';
  const id = await queue(place, place.agent(`${started}\n${openPullRequest}\n${published}\n${waitForTest}`));
  await place.untilMark('published');
  const agent = identityOf(await place.untilMark('pid'));
  await killedInstance(place);
  moveJournalAway(place);
  letGo(place);
  await until('the agent is over', () => !isAlive(agent));
  await place.up();
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
});

const isKept = async (place: Place, attemptId: string): Promise<boolean> =>
  (await place.client.status()).kept.some((kept) => kept.attemptId === attemptId);

test('a workspace in review is still known, and goes when its request is done', async () => {
  const place = onShared();
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  await restingRequest(place, id);
  const workspace = place.layout.workspace(`${id}-1`);
  await until('it is kept', async () => isKept(place, `${id}-1`));
  await killedInstance(place);
  moveJournalAway(place);
  await place.up();
  expect(existsSync(workspace)).toBe(true);
  expect((await place.planeguard('pr', 'merge', id)).exit).toBe(0);
  await until('its workspace is gone', () => !existsSync(workspace));
});

test('a damaged journal is refused with a sentence that says what to do, and that works', async () => {
  const place = onShared();
  await place.up();
  const id = await queue(place, place.agent(`${started}\n${waitForTest}\n${openPullRequest}`));
  await stateReached(place, id, 'running');
  await killedInstance(place);
  for (const name of ['-wal', '-shm']) rmSync(place.layout.journal + name, { force: true });
  writeFileSync(place.layout.journal, 'not a database, and longer than the header of one'.repeat(10));
  const refused = await place.planeguard('worker', 'run');
  expect(refused).toMatchObject({ exit: 78, stderr: expect.stringContaining('Move it away') });
  moveJournalAway(place);
  await place.up();
  letGo(place);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
});
