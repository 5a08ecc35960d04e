import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { readExit } from '../../src/worker/guard/guard-facts.ts';
import { pidsOf } from '../support/kill-points.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { signalPid } from '../support/signal-pid.ts';
import { until } from '../support/until.ts';
import { workerStatus } from '../support/worker-status.ts';

/** Says that it runs, and goes on until the test lets it go. */
const waiting = (name: string): string => `
until [ -e "$MARKS/${name}" ]; do sleep 0.1; done
planeguard finish --no-change 'It is well.'`;

test('the next worker says how it has found each session: alive, ended meanwhile, or gone without a receipt', async () => {
  const place = new Place({ config: { worker: { capacity: 3 } } });
  const letGo = (name: string) => writeFileSync(join(place.folder, 'marks', name), '');
  await place.up();
  const [alive, ended, gone] = await Promise.all(
    ['alive', 'ended', 'gone'].map((name) => queue(place, place.agent(waiting(name), `${name}.sh`))),
  );
  if (!alive || !ended || !gone) throw new TypeError('three were queued');
  for (const id of [alive, ended, gone]) await stateReached(place, id, 'running');
  for (const record of [place.layout.upRecord, place.layout.workerRecord]) {
    signalPid(liveProcess(record)?.pid, 'SIGKILL');
  }
  for (const pid of pidsOf(place, `${gone}-1`, 'session')) process.kill(pid, 'SIGKILL');
  letGo('ended');
  await until('its exit', () => readExit(place.layout.session(`${ended}-1`)).kind === 'exited');

  await place.up();
  const status = await until('the worker says what it found', () => {
    const said = workerStatus(place);
    return said !== null && said.takenUp.length > 0 && said;
  });
  expect(Object.fromEntries(status.takenUp.map(({ id, as }) => [id, as]))).toEqual({
    [`${alive}-1`]: 'adopted',
    [`${ended}-1`]: 'finished',
    [`${gone}-1`]: 'lost',
  });
  const { stdout } = await place.planeguard('worker', 'status');
  expect(stdout).toContain('Took up 3 sessions: 1 adopted, 1 finished, 1 lost.');
  letGo('alive');
  letGo('gone');
  const rested = await Promise.all([alive, ended, gone].map((id) => restingRequest(place, id)));
  expect(rested.map(({ reason, attempt }) => [reason, attempt])).toEqual([
    ['no_change_needed', 1],
    ['no_change_needed', 1],
    ['no_change_needed', 2],
  ]);
}, 60_000);
