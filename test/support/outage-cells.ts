import type { WorkerHealth } from '../../src/core/health.ts';
import { type Fault, faults } from './faults.ts';
import type { WorkerRoute } from './worker-routes.ts';

/** `ever`: beyond the deadline of what is not renewed. */
export const spans = ['once', 'long', 'ever'] as const;
export type Span = (typeof spans)[number];

/** Where a request is when the fault begins. */
export const phases = ['idle', 'claiming', 'launching', 'live', 'ending'] as const;
export type Phase = (typeof phases)[number];

/** Those of a proxy, and a name that nobody can look up. */
export const outageFaults = [...faults, 'dns'] as const;
type OutageFault = Fault | 'dns';

/** One fault on one route (null: all), with a request in each of these phases. */
export interface OutageCell {
  fault: OutageFault;
  route: WorkerRoute | null;
  span: Span;
  phases: readonly Phase[];
}

const whileBusy = phases.filter((phase) => phase !== 'idle');

/** Every route and all at once, every fault, every span; on an idle worker, and on a busy one. */
export function allCells(routes: readonly WorkerRoute[]): OutageCell[] {
  return [null, ...routes].flatMap((route) =>
    spans.flatMap((span) =>
      faultsOn(route).flatMap((fault): OutageCell[] => [
        { fault, route, span, phases: ['idle'] },
        { fault, route, span, phases: whileBusy },
      ]),
    ),
  );
}

/** Routes share the name of their host. */
const faultsOn = (route: WorkerRoute | null): readonly OutageFault[] =>
  route === null ? outageFaults : faults;

/** Each fault once, anywhere. */
export function someCells(routes: readonly WorkerRoute[], random: () => number): OutageCell[] {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  return outageFaults.map((fault) => ({
    fault,
    route: fault === 'dns' ? null : pick([null, null, ...routes]),
    span: pick(['once', 'long'] as const),
    phases: [pick(phases)],
  }));
}

/** What a worker may say of its health under a fault that lasts. */
export function rightHealth(fault: OutageFault): readonly WorkerHealth[] {
  switch (fault) {
    case '401':
    case '403':
      return ['unauthorized'];
    case '404':
    case '409':
    case '410':
    case '200_html':
    case 'other_version':
    case 'other_database':
      return ['misconfigured'];
    case '502_html':
    case 'endless_json':
      return ['unreachable', 'misconfigured'];
    case '429':
      return ['unreachable', 'degraded'];
    case '500':
    case 'dns':
    case 'refuse':
    case 'silent':
    case 'drip':
    case 'cut':
    case 'lost_answer':
    case 'reset':
    case 'truncated_json':
      return ['unreachable'];
    default:
      return fault satisfies never;
  }
}

/** Those that a worker asks again and again by itself, so that its health follows from them. */
export const isAskedAlways = (route: WorkerRoute | null): boolean =>
  route === null ||
  ['POST /v1/workers/heartbeat', 'POST /v1/claims', 'GET /v1/workers/{id}/wishes'].includes(route.name);

/** Without which nobody's lease is renewed. */
export const isRenewal = (route: WorkerRoute | null): boolean =>
  route === null || route.name === 'POST /v1/workers/heartbeat';

export const cellName = ({ fault, route, span, phases }: OutageCell): string =>
  `${fault} on ${route?.name ?? 'every route'} (${span}; ${phases.join(', ')})`;
