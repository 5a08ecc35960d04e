import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { workerStatusSchema } from '../../src/cli/daemon/worker-status-file.ts';
import { readIdentity } from '../../src/edge/processes/identity.ts';
import { requestViewSchema } from '../../src/protocol/request.ts';
import { statusSchema } from '../../src/protocol/status.ts';
import { Place } from '../support/place.ts';
import { queue, stateReached } from '../support/resting-request.ts';
import { started } from '../support/scripts.ts';
import { until } from '../support/until.ts';
import { untilWorkerIs } from '../support/worker-status.ts';

async function queueSleeper(place: Place): Promise<string> {
  const id = await queue(place, place.agent(`${started}\nexec sleep 300`));
  await stateReached(place, id, 'running');
  await place.untilMark('pid');
  return id;
}

async function show(place: Place, id: string) {
  return requestViewSchema.parse(JSON.parse((await place.planeguard('show', id, '--json')).stdout));
}

const agentLives = (place: Place): boolean => readIdentity(Number(place.mark('pid'))) !== null;

/** NaN where nobody has written one: a record of the dead is removed before the next one comes. */
const pidIn = (record: string): number => liveProcess(record)?.pid ?? Number.NaN;

test('up works in the background, once; status sees it; down ends everything, also twice', async () => {
  const place = new Place();
  const up = await place.planeguard('up', '--detach', '--json');
  expect(up, up.stderr).toMatchObject({ exit: 0 });
  const again = await place.planeguard('up');
  expect(again).toMatchObject({ exit: 4 });
  expect(again.stderr).toContain('already');

  const [status, worker] = await Promise.all([
    place.planeguard('status', '--json'),
    place.planeguard('worker', 'status', '--json'),
  ]);
  expect(statusSchema.parse(JSON.parse(status.stdout)).workers).toMatchObject([{ health: 'healthy' }]);
  expect(workerStatusSchema.parse(JSON.parse(worker.stdout))).toMatchObject({
    health: 'healthy',
    pid: Number(readFileSync(place.layout.workerPid, 'utf8')),
    supervisorPid: JSON.parse(up.stdout).pid,
  });

  const id = await queueSleeper(place);
  const down = await place.planeguard('down');
  expect(down, down.stderr).toMatchObject({ exit: 0 });
  expect(agentLives(place)).toBe(false);
  expect((await show(place, id)).session?.proof).toMatch(/proved|swept/);
  expect((await place.planeguard('down')).stdout).toBe('Nothing was running.\n');
  expect(await place.planeguard('worker', 'status')).toMatchObject({ exit: 3 });
  expect(await place.planeguard('status')).toMatchObject({ exit: 75 });
});

test('an up that was killed is replaced by the next one, with its parts; the session goes on', async () => {
  const place = new Place();
  const { upRecord, workerRecord } = place.layout;
  await place.up();
  const id = await queueSleeper(place);
  const before = pidIn(workerRecord);
  process.kill(pidIn(upRecord), 'SIGKILL');
  await place.up();
  expect(pidIn(workerRecord)).not.toBe(before);
  expect(agentLives(place)).toBe(true);
  expect(await place.client.showRequest(id)).toMatchObject({ state: 'running', attempt: 1 });
});

test('a part that somebody else started is not replaced', async () => {
  const place = new Place();
  const { serveRecord } = place.layout;
  place.start('serve');
  await until('the control plane', () => existsSync(serveRecord));
  const before = pidIn(serveRecord);
  expect(await place.planeguard('up')).toMatchObject({ exit: 4 });
  expect(pidIn(serveRecord)).toBe(before);
});

test('a down that comes while up is starting ends what comes', async () => {
  const place = new Place();
  const { serveRecord } = place.layout;
  const up = place.start('up');
  await until('its first part', () => existsSync(serveRecord));
  expect(await place.planeguard('down')).toMatchObject({ exit: 0, stdout: 'Ended: up.\n' });
  expect(await up.ended).toMatchObject({ exit: 0 });
  expect(await place.planeguard('status')).toMatchObject({ exit: 75 });
  expect(await place.planeguard('worker', 'status')).toMatchObject({ exit: 3 });
});

test('down works with a configuration that was broken meanwhile', async () => {
  const place = new Place();
  await place.up();
  writeFileSync(join(place.folder, 'planeguard.yaml'), 'lease: { heartbeat: often }');
  const down = await place.planeguard('down');
  expect(down).toMatchObject({ exit: 0, stdout: 'Ended: up.\n' });
  expect(down.stderr).toContain('lease.heartbeat');
});

test('whoever closes the terminal of up finds it ended in order, and the session running', async () => {
  const place = new Place();
  const up = place.start('up');
  await until('up', () => up.stderr.includes('Ctrl-C ends it'));
  await queueSleeper(place);
  up.signal('SIGHUP');
  expect(await up.ended).toMatchObject({ exit: 0 });
  expect(agentLives(place)).toBe(true);
  expect(await place.planeguard('worker', 'status')).toMatchObject({ exit: 3 });
  expect(await place.planeguard('status')).toMatchObject({ exit: 75 });
});

test('up goes on when nobody reads what it says any more', async () => {
  const place = new Place();
  const up = place.start('up');
  await until('up', () => up.stderr.includes('Ctrl-C ends it'));
  up.closeOutput();
  await queueSleeper(place);
  expect((await place.planeguard('down')).stdout).toBe('Ended: up.\n');
});

test('an up in the background whose control plane ends again and again is not said to run', async () => {
  const place = new Place();
  const broken = pathToFileURL(join(import.meta.dirname, '../fixtures/end-control-plane.mjs'));
  place.env.NODE_OPTIONS = `--import=${broken}`;
  const up = await place.planeguard('up', '--detach');
  expect(up).toMatchObject({ exit: 75, stdout: '', stderr: expect.stringContaining('does not answer') });
  expect(up.stderr).not.toContain('null');
  expect(await place.planeguard('down')).toMatchObject({ exit: 0 });
});

test('a part that dies is started again', async () => {
  const place = new Place();
  const { workerRecord } = place.layout;
  await place.up();
  const first = pidIn(workerRecord);
  process.kill(first, 'SIGKILL');
  await until('another worker', () => pidIn(workerRecord) > 0 && pidIn(workerRecord) !== first);
  await untilWorkerIs(place, 'healthy');
});

test('sessions may be kept, are said with their deadline, and are stopped by a later down', async () => {
  const place = new Place();
  await place.up();
  const id = await queueSleeper(place);
  const kept = await place.planeguard('down', '--keep-sessions');
  expect(kept.stdout).toMatch(new RegExp(`Still running:\n  ${id}-1 .* until \\d{4}-`));
  expect(agentLives(place)).toBe(true);
  const down = await place.planeguard('down');
  expect(down.stdout).toContain(`session ${id}-1`);
  expect(agentLives(place)).toBe(false);
});

test('Ctrl-C in up says what still runs, a second one stops it', async () => {
  const place = new Place();
  const up = place.start('up');
  await until('up', () => up.stderr.includes('Ctrl-C ends it'));
  const id = await queueSleeper(place);
  up.signal('SIGINT');
  await until('what runs', () => up.stderr.includes(`${id}-1`) && up.stderr.includes('Ctrl-C again'));
  expect(agentLives(place)).toBe(true);
  up.signal('SIGINT');
  expect(await up.ended).toMatchObject({ exit: 0 });
  expect(agentLives(place)).toBe(false);
});
