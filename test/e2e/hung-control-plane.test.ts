import { expect, test } from 'vitest';
import { systemClock } from '../../src/edge/clock.ts';
import type { ControlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { isAlive } from '../support/alive.ts';
import { OutageLane } from '../support/outage-lane.ts';

/** It accepts connections, reads what is asked, and never answers; what it held back it holds for ever. */
const hang = { fault: 'silent', leavesHanging: true } as const;

const sleep = (ms: number) => systemClock.sleep(ms);

/**
 * When its agent was launched, on this process's monotonic clock. That it is claimed may be true before: by a call
 * whose answer hangs.
 */
async function launchedAtMs(client: ControlPlaneClient, requestId: string): Promise<number> {
  const stop = new AbortController();
  const following = client.followEvents({ requestId, afterSeq: 0, clock: systemClock, signal: stop.signal });
  for await (const { kind } of following) if (kind === 'running') break;
  stop.abort();
  return systemClock.monotonicMs();
}

/** Shorter than a long poll, as long as one and its grace, and long after the worker has noticed. */
test.each([400, 3_900, 12_000])(
  'a request that is queued while the control plane hangs for %i ms is claimed and launched when it answers again, without help',
  async (hangsMs) => {
    const lane = await OutageLane.open(60);
    const outage = await lane.worker.proxy.strike(hang);
    await sleep(hangsMs / 2);
    const { id } = await lane.queue();
    const launched = launchedAtMs(lane.client, id);
    await sleep(hangsMs / 2);
    expect(lane.started(id)).toEqual([]);
    const backAtMs = systemClock.monotonicMs();
    await outage.end();
    const tookMs = Math.round((await launched) - backAtMs);
    console.info(`hung for ${hangsMs} ms; claimed and launched ${tookMs} ms after its return`);
    // The aim is 5 s. A held poll of the usual 25 s would be over this.
    expect(tookMs).toBeLessThan(10_000);
    lane.letGo(id);
    await lane.untilHeld(id, ['done', 'in_review']);
    expect(lane.started(id)).toEqual([1]);
    expect(lane.worker.isAlive()).toBe(true);
  },
  90_000,
);

test('a session that runs while the control plane hangs is not touched, and its attempt goes on', async () => {
  const lane = await OutageLane.open(60);
  const { id } = await lane.queue();
  const { identity: agent } = await lane.untilRunning(id);
  const outage = await lane.worker.proxy.strike(hang);
  await lane.worker.untilHealth(['unreachable'], 30_000);
  expect(isAlive(agent)).toBe(true);
  await outage.end();
  await lane.worker.untilHealth(['healthy'], 30_000);
  expect(isAlive(agent)).toBe(true);
  lane.letGo(id);
  const request = await lane.untilHeld(id, ['done', 'in_review', 'blocked']);
  expect(request).toMatchObject({ attempt: 1, evidence: { attempts: [{ clean: true }] } });
  expect(lane.started(id)).toEqual([1]);
});
