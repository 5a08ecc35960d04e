import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { frozenWorker } from '../support/frozen-worker.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { until } from '../support/until.ts';

/** Each attempt writes its number while it lives; the first takes its whole grace to leave. */
const stubborn = `trap '' TERM
echo $$ > "$MARKS/pid-$PLANEGUARD_ATTEMPT"
for round in $(seq 1 300); do
  echo "$PLANEGUARD_ATTEMPT" >> "$MARKS/order"
  [ "$PLANEGUARD_ATTEMPT" = 1 ] || [ "$round" -lt 20 ] || exit 0
  sleep 0.1
done`;

test('after a sleep past its lease a machine that gets the request again runs one attempt at a time', async () => {
  const place = new Place({
    config: { lease: { heartbeat: '1s', stopAfter: '3s', margin: '25s' }, session: { grace: '5s' } },
  });
  await place.up();
  const id = await queue(place, place.agent(stubborn));
  await stateReached(place, id, 'running');
  const agent = identityOf(Number(await place.untilMark('pid-1')));
  const thawWorker = frozenWorker(place);
  const thawWatch = frozenWatch(place, `${id}-1`);
  await until(
    'its lease is over',
    async () => (await place.client.showRequest(id)).state === 'queued',
    60_000,
  );
  expect(isAlive(agent)).toBe(true);
  thawWorker();
  thawWatch();
  expect(await restingRequest(place, id)).toMatchObject({ attempt: 2, reason: 'exited_without_pr' });
  expect(readFileSync(join(place.folder, 'marks/order'), 'utf8')).toMatch(/^(1\n)+(2\n)+$/);
});

/** The machine sleeps, not the worker alone. */
function frozenWatch(place: Place, sessionId: string): () => void {
  const [, , pid] = readFileSync(join(place.layout.session(sessionId).guard, 'watch'), 'utf8').split(' ');
  const watch = identityOf(Number(pid));
  const thaw = () => {
    if (isAlive(watch)) process.kill(watch.pid, 'SIGCONT');
  };
  onTestFinished(thaw);
  process.kill(watch.pid, 'SIGSTOP');
  return thaw;
}
