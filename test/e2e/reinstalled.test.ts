import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { killedInstance } from '../support/killed-instance.ts';
import { Place } from '../support/place.ts';
import { rebootedHost } from '../support/rebooted.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

const working = `${started}\n${waitForTest}\n${openPullRequest}`;
const letGo = (place: Place): void => writeFileSync(join(place.folder, 'marks/go'), '');

async function running(place: Place, script = working) {
  await place.up();
  const id = await queue(place, place.agent(script));
  await stateReached(place, id, 'running');
  return { id, agent: identityOf(await place.untilMark('pid')) };
}

test('a worker that has lost its id has it back from its sessions, and they go on', async () => {
  const place = new Place();
  const { id, agent } = await running(place);
  const before = readFileSync(place.layout.workerId, 'utf8');
  await killedInstance(place);
  rmSync(place.layout.workerId);
  for (const suffix of ['', '-wal', '-shm']) rmSync(place.layout.journal + suffix, { force: true });
  await place.up();
  expect(readFileSync(place.layout.workerId, 'utf8')).toBe(before);
  expect(isAlive(agent)).toBe(true);
  letGo(place);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
});

test('what a worker of another id left here is quarantined alive, until a person has it cleaned', async () => {
  const place = new Place({ config: { lease: { heartbeat: '1s' } } });
  const { id, agent } = await running(place);
  await killedInstance(place);
  writeFileSync(place.layout.workerId, 'wreinstalled0\n');
  renameSync(place.layout.journal, `${place.layout.journal}.moved`);
  for (const suffix of ['-wal', '-shm']) rmSync(place.layout.journal + suffix, { force: true });
  await place.up();
  const [item] = await until('it is listed', async () => {
    const { quarantine } = await place.client.status();
    return quarantine.length > 0 && quarantine;
  });
  expect(item).toMatchObject({ id: `${id}-1`, why: 'owner_unproven' });
  expect(item?.residue.workspace).toBe(place.layout.workspace(`${id}-1`));
  expect(isAlive(agent)).toBe(true);
  expect(await place.planeguard('quarantine', 'clean', `${id}-1`)).toMatchObject({ exit: 0 });
  expect(isAlive(agent)).toBe(false);
  // Its request is not over: what may be work is kept, and known from here on.
  const { kept, quarantine } = await place.client.status();
  expect([kept.map(({ attemptId }) => attemptId), quarantine]).toEqual([[`${id}-1`], []]);
}, 60_000);

test('after a reboot of the host the request is tried again, in the workspace as the disk has it', async () => {
  const place = new Place();
  const script = `if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then echo half > half.txt; ${started}; sleep 600; fi
test -e half.txt\n${openPullRequest}`;
  const { id } = await running(place, script);
  await rebootedHost(place, `${id}-1`);
  await place.up();
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({ state: 'in_review', attempt: 2 });
  expect(request.evidence.attempts[0]).toMatchObject({ reason: 'session_lost' });
});
