import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { until } from '../support/until.ts';

const quick = { settleAfter: '300ms', grace: '1s' };

/** Plays Every Code: records one turn, that is complete or, while $MARKS/away is there, failed; and leaves at /quit. */
const coder = `
record=$CODE_HOME/sessions/2026/11/22
mkdir -p "$record"
line() {
  printf '{"timestamp":"%s","type":"%s","payload":%s}\\n' "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" "$1" "$2" >> \
    "$record/rollout-2026-11-22T10-00-00-01a202bb-46c5-7e13-8504-ea3ec298d128.jsonl"
}
line session_meta '{"id":"01a202bb-46c5-7e13-8504-ea3ec298d128","source":"cli"}'
line event '{"id":"1","msg":{"type":"task_started"}}'
[ ! -e "$MARKS/away" ] || line event '{"id":"1","msg":{"type":"error","message":"unexpected status 503 Service Unavailable: overloaded"}}'
[ -e "$MARKS/away" ] || planeguard finish --no-change 'It is well.'
[ -e "$MARKS/away" ] || line event '{"id":"1","msg":{"type":"task_complete","last_agent_message":"Done."}}'
while read -r message; do [ "$message" != /quit ] || exit 0; done`;

test('a refused login pauses the agent for all, also after a crash of the worker; once it is mended, all goes on', async () => {
  const place = new Place({ config: { session: quick } });
  const home = join(place.folder, 'code');
  mkdirSync(home);
  place.agent(coder, 'coder');
  Object.assign(place.env, {
    PATH: `${place.folder}:${place.env.PATH}`,
    CODE_HOME: home,
    OPENAI_API_KEY: '',
  });
  await place.up();

  const first = await queue(place, 'every-code');
  expect(await restingRequest(place, first)).toMatchObject({ reason: 'agent_unauthorized' });
  const second = await queue(place, 'every-code');
  const waiting = await until('it is said why it waits', async () => {
    const request = await place.client.showRequest(second);
    return request.waiting?.reason === 'agent_paused' && request;
  });
  expect(waiting).toMatchObject({ state: 'queued', attempt: 0 });
  await until('the worker itself says so', async () => {
    const { stdout } = await place.planeguard('worker', 'status');
    return stdout.includes('No request is claimed for the agent every-code: it could not authenticate');
  });

  const pid = liveProcess(place.layout.workerRecord)?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await until('another worker', () => (liveProcess(place.layout.workerRecord)?.pid ?? pid) !== pid);
  const paused = await until('it still pauses the agent', async () => {
    const { workers } = await place.client.status();
    return workers[0]?.health === 'degraded' && workers[0].paused[0];
  });
  expect(paused).toMatchObject({ agent: 'every-code', kind: 'unauthorized' });

  const other = await queue(place, place.agent('planeguard finish --no-change "Other agents go on"'));
  expect(await restingRequest(place, other)).toMatchObject({ state: 'done' });
  expect(await place.client.showRequest(second)).toMatchObject({
    attempt: expect.any(Number),
    state: 'queued',
  });

  writeFileSync(join(home, 'auth.json'), '{}');
  await place.client.retryRequest(first, false);
  await stateReached(place, first, 'running');
  expect(await restingRequest(place, second)).toMatchObject({ reason: 'no_change_needed' });
  await until(
    'the worker is healthy',
    async () => (await place.client.status()).workers[0]?.health === 'healthy',
  );
  rmSync(home, { recursive: true });
}, 120_000);

/** The API is back when the third session begins. */
const outage = `echo >> "$MARKS/begun"
case $(wc -l < "$MARKS/begun") in *[12]) : > "$MARKS/away" ;; *) rm -f "$MARKS/away" ;; esac`;

test("a model's API that fails pauses the agent for all; one at a time is tried, later each time, until one works", async () => {
  const place = new Place({ config: { session: quick, retry: { attempts: 1 }, breaker: { base: '400ms' } } });
  const home = join(place.folder, 'code');
  mkdirSync(home);
  writeFileSync(join(home, 'auth.json'), '{}');
  place.agent(`${outage}\n${coder}`, 'coder');
  Object.assign(place.env, { PATH: `${place.folder}:${place.env.PATH}`, CODE_HOME: home });
  await place.up();

  const first = await queue(place, 'every-code');
  await until('its failure pauses the agent', () => pausesIn(place).length === 1);
  const [second, third] = [await queue(place, 'every-code'), await queue(place, 'every-code')];
  for (const id of [first, second])
    expect(await restingRequest(place, id)).toMatchObject({ state: 'blocked', reason: 'attempts_exhausted' });
  const worked = await restingRequest(place, third);
  expect(worked).toMatchObject({ reason: 'no_change_needed' });

  const tried = await place.client.showRequest(second);
  expect(Date.parse(worked.session?.startedAt ?? '')).toBeGreaterThan(
    Date.parse(tried.session?.startedAt ?? ''),
  );
  expect(pausesIn(place)).toEqual([400, 800]);
  await until('nothing is paused', async () => (await place.client.status()).workers[0]?.paused.length === 0);
});

/** How long the worker said it would claim nothing, in milliseconds, each time. */
function pausesIn(place: Place): number[] {
  const lines = readFileSync(join(place.layout.logs, 'worker.log'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const at = /One request is tried at ([^;]+);/.exec(line)?.[1];
    if (at === undefined) return [];
    const { time } = z.object({ time: z.union([z.string(), z.number()]) }).parse(JSON.parse(line));
    return [Math.ceil((Date.parse(at) - new Date(time).getTime()) / 100) * 100];
  });
}
