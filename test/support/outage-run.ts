import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { restingStates } from '../../src/core/request.ts';
import { systemClock } from '../../src/edge/clock.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import { readDeadline } from '../../src/worker/guard/guard-facts.ts';
import { isAlive } from './alive.ts';
import type { Struck } from './fault-proxy.ts';
import {
  isAskedAlways,
  isRegistration,
  type OutageCell,
  outlastsLeases,
  rightHealth,
} from './outage-cells.ts';
import { type LiveSession, lookEveryMs, type OutageLane, type StartedAgent } from './outage-lane.ts';
import { until } from './until.ts';

/** From when a call has met it. */
const shortMs = 500;
const longMs = 3_000;
/** Who is asked rarely is asked by then. */
const metWithinMs = 60_000;
/** A fault that hangs is named when the call's deadline has passed; a busy machine is slower. */
const namedWithinMs = 40_000;
const endsWithinMs = 90_000;
/** More than that wait for nothing but their turn to end. */
const mostLive = 5;

type Queued = Pick<LiveSession, 'id' | 'ending'>;

/** Whom a fault meets, and as what. */
interface Met {
  live: LiveSession[];
  ending: LiveSession[];
  launching: Queued[];
  claiming: Queued[];
  idle: Queued[];
}

/** What one cell has shown; times of this process in milliseconds. */
export interface OutageOutcome {
  /** From the fault's end until the worker said that it is healthy. */
  healthyAfterMs: number;
  tookMs: number;
}

/** Plays one cell, and expects all that must hold. */
export async function runOutage(lane: OutageLane, cell: OutageCell): Promise<OutageOutcome> {
  const beganMs = performance.now();
  const met = await begin(lane, cell);
  const struck = await strike(lane, cell);
  try {
    await duringOutage(lane, cell, met, struck);
  } finally {
    await struck.end();
  }
  const healedMs = performance.now();
  const [healthyAfterMs] = await Promise.all([
    lane.worker.untilHealth(['healthy'], endsWithinMs).then(() => performance.now() - healedMs),
    afterOutage(lane, cell, met),
  ]);
  expect(lane.worker.isAlive()).toBe(true);
  return { healthyAfterMs, tookMs: performance.now() - beganMs };
}

/** Lets all that live end, under no fault, and expects that they do it well. */
export async function endAll(lane: OutageLane): Promise<void> {
  const ending = lane.live.splice(0);
  for (const { id } of ending) lane.letGo(id);
  await Promise.all(ending.map((each) => expectEnd(lane, each)));
}

/** Of those that live already, the oldest goes on living; the others end under the fault, if any does. */
async function begin(lane: OutageLane, { phases, route }: OutageCell): Promise<Met> {
  if (phases.includes('idle') || lane.live.length > mostLive) await endAll(lane);
  const ends = phases.includes('ending');
  const staying = phases.includes('live') ? 1 : 0;
  if (lane.live.length < staying) await lane.start();
  // Only a pull request makes its worker ask for the request.
  const isTold = ({ ending }: LiveSession) =>
    ending === 'publishes' || route?.name !== 'GET /v1/requests/{id}';
  if (ends && !lane.live.slice(staying).some(isTold)) await lane.start('publishes');
  const ending = ends ? lane.live.splice(staying) : [];
  const live = [...lane.live];
  const launching = phases.includes('launching') ? [await lane.queue()] : [];
  for (const { id } of launching) await lane.untilHeld(id, ['claimed', 'running']);
  return { live, ending, launching, claiming: [], idle: [] };
}

function strike(lane: OutageLane, { fault, route, span }: OutageCell): Promise<Struck> {
  if (fault === 'dns') return unresolvable(lane);
  const where = route === null ? {} : { route: route.calls };
  // A port that is closed to nobody strikes nobody: it is closed for a moment.
  if (span === 'once' && fault === 'refuse' && route === null)
    return lane.worker.proxy.strike({ fault, forMs: 300 });
  return lane.worker.proxy.strike({ fault, ...where, ...(span === 'once' ? { times: 1 } : {}) });
}

/** `.invalid` is a name that nobody has. */
async function unresolvable({ worker }: OutageLane): Promise<Struck> {
  worker.pointTo('http://planeguard.invalid:7420');
  // Calls that wait at the right place would go on there.
  const cut = await worker.proxy.strike({ fault: 'refuse' });
  const end = async () => {
    worker.pointTo(worker.proxy.url);
    await cut.end();
  };
  return { met: ['every call'], end };
}

async function duringOutage(lane: OutageLane, cell: OutageCell, met: Met, struck: Struck): Promise<void> {
  const { phases, route, span } = cell;
  for (const { id } of met.ending) lane.letGo(id);
  if (phases.includes('claiming')) met.claiming.push(await lane.queue());
  if (phases.includes('idle')) met.idle.push(await lane.queue());
  for (const { id } of met.idle) lane.letGo(id);
  if (isRegistration(route)) await lane.worker.replace();
  // Of a port that is closed nobody hears who came.
  if (route !== null) await until('a call meets the fault', () => struck.met.length > 0, metWithinMs);
  await sleep(span === 'once' ? shortMs : longMs);
  if (span !== 'once') await duringLongOutage(lane, cell, met);
}

async function duringLongOutage(lane: OutageLane, cell: OutageCell, met: Met): Promise<void> {
  if (isAskedAlways(cell.route)) await lane.worker.untilHealth(rightHealth(cell), namedWithinMs);
  if (!outlastsLeases(cell)) return expectUnharmed(met);
  for (const { agent } of met.live) await expectStoppedAtDeadline(lane, agent);
  const others = [...met.ending, ...met.launching, ...met.claiming, ...met.idle];
  const sessions = others.flatMap(({ id }) => lane.started(id).map((attempt) => `${id}-${attempt}`));
  const lives = (session: string) => lane.agentOf(session) !== null;
  await until('what nobody renews is stopped', () => !sessions.some(lives), endsWithinMs);
}

function expectUnharmed({ live }: Met): void {
  for (const { agent } of live) expect(isAlive(agent.identity), `${agent.session} lives on`).toBe(true);
}

/** Not before, and soon after. */
async function expectStoppedAtDeadline(lane: OutageLane, { session, identity }: StartedAgent): Promise<void> {
  await until('the session that nobody renews is stopped', () => !isAlive(identity), 60_000);
  const deadline = readDeadline(lane.worker.place.layout.session(session));
  const lateMs = systemClock.bootMs() - (deadline?.deadlineBootSeconds ?? Number.NaN) * 1_000;
  // The file has whole seconds, rounded up; a look takes its time.
  expect(lateMs, 'stopped before its deadline').toBeGreaterThan(-1_000);
}

/** What was to end has ended, what was to run runs; of the rest nothing has changed. */
async function afterOutage(lane: OutageLane, cell: OutageCell, met: Met): Promise<void> {
  const wasStopped = outlastsLeases(cell);
  const { live, ending, launching, claiming, idle } = met;
  const ended = [...ending, ...idle.map((each) => ({ ...each, wasStopped }))].map((each) =>
    expectEnd(lane, { ...each, wasStopped: wasStopped || each.wasStopped }),
  );
  const begun = [...launching, ...claiming].map(async (queued) => {
    lane.live.push({ ...queued, agent: await lane.untilRunning(queued.id), wasStopped });
  });
  const again = wasStopped ? live : [];
  const stopped = again.map(async (each) => {
    Object.assign(each, { agent: await lane.untilRunning(each.id), wasStopped });
  });
  await Promise.all([...ended, ...begun, ...stopped]);
  expectUnharmed(met);
}

async function expectEnd(
  lane: OutageLane,
  { id, ending, wasStopped }: Omit<LiveSession, 'agent'>,
): Promise<void> {
  const request = await until(
    `${id} rests`,
    async () => {
      const seen = await lane.client.showRequest(id);
      return restingStates.some((state) => state === seen.state) && seen;
    },
    endsWithinMs,
    lookEveryMs,
  );
  const { state, reason, summary } = request;
  const wanted =
    ending === 'publishes'
      ? { state: 'in_review', reason: null }
      : { state: 'done', reason: 'no_change_needed' };
  expect({ state, reason }, `${id}: ${summary}`).toEqual(wanted);
  if (!wasStopped) expect(lane.started(id), `${id}: agents of its attempts`).toHaveLength(1);
  expectEvidence(request);
}

/** Of the attempt that ended well: each word once, in the order in which it was said, and one stop. */
function expectEvidence({ id, evidence, attempt }: RequestView): void {
  const own = evidence.receipts.filter((receipt) => receipt.attempt === attempt);
  const said = own.filter(({ kind }) => kind === 'progress' || kind === 'command');
  expect(
    said.map(({ kind, data }) => (kind === 'progress' ? data.text : kind)),
    `what arrived of ${id}`,
  ).toEqual(['one', 'two', 'command']);
  expect(own.filter(({ kind }) => kind === 'stop')).toHaveLength(1);
}
