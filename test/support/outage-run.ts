import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { restingStates } from '../../src/core/request.ts';
import { systemClock } from '../../src/edge/clock.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import { readDeadline } from '../../src/worker/guard/guard-facts.ts';
import { isAlive } from './alive.ts';
import type { Struck } from './fault-proxy.ts';
import { isAskedAlways, isRenewal, type OutageCell, type Phase, rightHealth } from './outage-cells.ts';
import type { OutageLane, StartedAgent } from './outage-lane.ts';
import { until } from './until.ts';

const shortMs = 1_500;
const longMs = 3_000;
/** A fault that hangs is named when the call's deadline has passed; a busy machine is slower. */
const namedWithinMs = 40_000;
const endsWithinMs = 90_000;

interface Case {
  phase: Phase;
  id: string;
  agent: StartedAgent | null;
}

/** What one cell has shown; times of this process in milliseconds. */
export interface OutageOutcome {
  /** From the fault's end until the worker said that it is healthy. */
  healthyAfterMs: number;
  /** From the fault's end until all requests were at rest. */
  atRestAfterMs: number;
}

/** Plays one cell, and expects all that must hold. */
export async function runOutage(lane: OutageLane, cell: OutageCell): Promise<OutageOutcome> {
  const cases = await begin(lane, cell.phases);
  const struck = await strike(lane, cell);
  if (cell.fault === 'dns' && cell.span === 'once') await struck.end();
  try {
    await duringOutage(lane, cell, cases, struck);
  } finally {
    await struck.end();
  }
  const healedMs = performance.now();
  for (const { id } of cases) lane.letGo(id);
  const [healthyAfterMs] = await Promise.all([
    lane.worker.untilHealth(['healthy'], endsWithinMs).then(() => performance.now() - healedMs),
    Promise.all(cases.map((each) => expectEnd(lane, cell, each))),
  ]);
  expect(lane.worker.isAlive()).toBe(true);
  return { healthyAfterMs, atRestAfterMs: performance.now() - healedMs };
}

/** Queues a request for each phase but those that are queued under the fault. */
async function begin(lane: OutageLane, phases: readonly Phase[]): Promise<Case[]> {
  const early = phases.filter((phase) => phase === 'live' || phase === 'ending');
  const cases = await Promise.all(
    early.map(async (phase) => {
      const id = await lane.queue();
      return { phase, id, agent: await lane.untilStarted(id) };
    }),
  );
  // Its launch is told: what is struck from here on is a live session.
  await Promise.all(cases.map(({ id }) => lane.untilHeld(id, ['running'])));
  if (!phases.includes('launching')) return cases;
  const id = await lane.queue();
  await lane.untilHeld(id, ['claimed', 'running']);
  return [...cases, { phase: 'launching', id, agent: null }];
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
  await sleep(shortMs / 2);
  const end = async () => {
    worker.pointTo(worker.proxy.url);
    await cut.end();
  };
  return { met: ['every call'], end };
}

async function duringOutage(
  lane: OutageLane,
  cell: OutageCell,
  cases: Case[],
  struck: Struck,
): Promise<void> {
  const { phases, route, span } = cell;
  for (const { id, phase } of cases) if (phase === 'ending') lane.letGo(id);
  for (const phase of phases) {
    if (phase === 'idle' || phase === 'claiming') cases.push({ phase, id: await lane.queue(), agent: null });
  }
  if (route?.name === 'POST /v1/workers') await lane.worker.replace();
  await sleep(span === 'once' ? shortMs : longMs);
  if (span !== 'once') await duringLongOutage(lane, cell, cases, struck);
}

async function duringLongOutage(
  lane: OutageLane,
  { route, fault, span }: OutageCell,
  cases: readonly Case[],
  { met }: Struck,
): Promise<void> {
  if (isAskedAlways(route) && met.length > 0) {
    await lane.worker.untilHealth(rightHealth(fault), namedWithinMs);
  }
  if (span !== 'ever' || !isRenewal(route)) return expectUnharmed(cases);
  for (const each of cases) if (each.phase === 'live') await expectStoppedAtDeadline(lane, each);
}

function expectUnharmed(cases: readonly Case[]): void {
  for (const { phase, agent } of cases) {
    if (phase === 'live' && agent !== null)
      expect(isAlive(agent.identity), 'the live agent lives on').toBe(true);
  }
}

/** Not before, and soon after. */
async function expectStoppedAtDeadline(lane: OutageLane, { agent }: Case): Promise<void> {
  if (agent === null) throw new TypeError('a live session has an agent');
  await until('the session that nobody renews is stopped', () => !isAlive(agent.identity), 60_000);
  const deadline = readDeadline(lane.worker.place.layout.session(agent.session));
  const lateMs = systemClock.bootMs() - (deadline?.deadlineBootSeconds ?? Number.NaN) * 1_000;
  // The file has whole seconds, rounded up; a look takes its time.
  expect(lateMs, 'stopped before its deadline').toBeGreaterThan(-1_000);
}

async function expectEnd(lane: OutageLane, cell: OutageCell, { id, phase }: Case): Promise<void> {
  const request = await until(
    `${id} (${phase}) rests`,
    async () => {
      const seen = await lane.client.showRequest(id);
      return restingStates.some((state) => state === seen.state) && seen;
    },
    endsWithinMs,
  );
  expect(['no_change_needed', null], `${phase}: ${request.summary}`).toContain(request.reason);
  expect(['done', 'in_review'], `${phase}: ${request.summary}`).toContain(request.state);
  const mayBeStopped = cell.span === 'ever' && isRenewal(cell.route);
  if (!mayBeStopped) expect(lane.started(id), `${phase}: agents of its attempts`).toHaveLength(1);
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
