import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type ProcessIdentity, readIdentity } from '../../src/edge/processes/identity.ts';
import { isAlive } from '../support/alive.ts';
import { frozenControlPlane } from '../support/frozen-worker.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { signalPid } from '../support/signal-pid.ts';
import { until } from '../support/until.ts';
import { expectOneAtATime, sightingsIn, witness } from '../support/witness.ts';

interface Watched {
  place: Place;
  id: string;
  agent: ProcessIdentity;
  seen: () => ReturnType<typeof sightingsIn>;
}

async function watched(stopAfter: string): Promise<Watched> {
  const place = new Place({ config: { lease: { heartbeat: '1s', stopAfter, margin: '22s' } } });
  await place.up();
  const script = `echo $$ > "$MARKS/pid.new"; mv "$MARKS/pid.new" "$MARKS/pid-$PLANEGUARD_ATTEMPT"\n${witness}`;
  const id = await queue(place, place.agent(script));
  await stateReached(place, id, 'running');
  const agent = readIdentity(Number(await place.untilMark('pid-1')));
  if (agent === null) throw new Error('its agent is gone');
  return { place, id, agent, seen: () => sightingsIn(join(place.folder, `marks/${id}.witness`)) };
}

const letGo = ({ place, id }: Watched): void => writeFileSync(join(place.folder, `marks/${id}.go`), '');

async function expectEnd(scene: Watched, attempt: number): Promise<void> {
  const { place, id, seen } = scene;
  await until('its last attempt is seen', () => seen().at(-1)?.attempt === attempt);
  letGo(scene);
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({ state: 'done', reason: 'no_change_needed', attempt });
  expectOneAtATime(id, seen());
  expect(request.evidence.attempts).toHaveLength(attempt);
}

test('a control plane that is frozen for a moment costs nobody anything', async () => {
  const scene = await watched('60s');
  const thaw = frozenControlPlane(scene.place);
  await sleep(2_000);
  thaw();
  await sleep(1_000);
  expect(isAlive(scene.agent)).toBe(true);
  await expectEnd(scene, 1);
});

test('one that is frozen past the deadline finds its session stopped, and grants the next attempt once', async () => {
  const scene = await watched('4s');
  const thaw = frozenControlPlane(scene.place);
  await until('the session is stopped', () => !isAlive(scene.agent), 60_000);
  thaw();
  await expectEnd(scene, 2);
});

test('one that is killed again and again renews every lease afresh, and grants nothing twice', async () => {
  const scene = await watched('60s');
  const { place } = scene;
  for (let round = 0; round < 3; round++) {
    const { pid } = place.readJson(place.layout.serveRecord);
    signalPid(pid, 'SIGKILL');
    await until('it is back', () => {
      const now = readIdentity(Number(place.readJson(place.layout.serveRecord).pid));
      return now !== null && now.pid !== pid;
    });
    await stateReached(place, scene.id, 'running');
  }
  expect(isAlive(scene.agent)).toBe(true);
  await expectEnd(scene, 1);
});
