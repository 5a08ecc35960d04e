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

/** Every route and all at once, every fault, every span; on an idle worker, and on a busy one. */
export const allCells = (routes: readonly WorkerRoute[]): OutageCell[] =>
  [null, ...routes].flatMap((route) =>
    spansOn(route).flatMap((span) =>
      faultsOn(route).flatMap((fault) =>
        phasesOn(route).map((together): OutageCell => ({ fault, route, span, phases: together })),
      ),
    ),
  );

/** Each of them is a request in one phase under one fault: so many there would be, and so many are played. */
export function countCombinations(routes: readonly WorkerRoute[]): { all: number; played: number } {
  const perSpanAndPhase = [null, ...routes].reduce((sum, route) => sum + faultsOn(route).length, 0);
  const played = allCells(routes).reduce((sum, cell) => sum + cell.phases.length, 0);
  return { all: perSpanAndPhase * spans.length * phases.length, played };
}

/** Routes share the name of their host. */
const faultsOn = (route: WorkerRoute | null): readonly OutageFault[] =>
  route === null ? outageFaults : faults;

/** Where no lease runs out, a fault for ever is one for long. */
const spansOn = (route: WorkerRoute | null): readonly Span[] =>
  isRenewal(route) ? spans : spans.filter((span) => span !== 'ever');

/**
 * Phases that meet a fault on this route, grouped by what happens at once. A request that is claimed, or queued on an
 * idle worker, calls what follows its launch no earlier than one that is launching: it is left out there.
 */
function phasesOn(route: WorkerRoute | null): readonly (readonly Phase[])[] {
  switch (route?.name) {
    case 'POST /v1/claims':
      return [['idle'], ['claiming', 'live']];
    case 'GET /v1/workers/{id}/wishes':
      return [['idle'], ['live']];
    case 'POST /v1/attempts/{id}/events':
      return [['launching', 'live', 'ending']];
    case 'POST /v1/attempts/{id}/evidence':
    case 'GET /v1/requests/{id}':
      return [['live', 'ending']];
    // Of repositories on GitHub only: of those that are played nobody asks it.
    case 'POST /v1/attempts/{id}/forge':
      return [];
    default:
      return [['idle'], phases.filter((phase) => phase !== 'idle')];
  }
}

/** Of a short run: a live session costs nothing, since it goes on from cell to cell. */
const shortRun: readonly Phase[] = [
  ...(['idle', 'idle', 'idle', 'idle'] as const),
  ...(['claiming', 'launching', 'ending', 'claiming', 'launching', 'ending'] as const),
];

/** Whether a request that is alone in this phase makes its worker ask there. */
const meets = (route: WorkerRoute, phase: Phase): boolean =>
  phasesOn(route).flat().includes(phase) && (phase !== 'live' || isAskedAlways(route));

/** That it lasts is known when a deadline has passed. */
const hangs = (fault: OutageFault): boolean => ['silent', 'drip', 'endless_json'].includes(fault);

/** Each fault once, each phase, and each span that ends, anywhere. */
export function someCells(routes: readonly WorkerRoute[], random: () => number): OutageCell[] {
  return shuffled(outageFaults, random).map((fault, index) => {
    const phase = shortRun[index] ?? 'live';
    const fit = routes.filter((route) => meets(route, phase));
    const [route = null] = fault === 'dns' ? [] : shuffled([null, null, ...fit], random);
    const span = index % 4 === 0 && !hangs(fault) ? 'long' : 'once';
    return { fault, route, span, phases: [phase] };
  });
}

export const shuffled = <T>(all: readonly T[], random: () => number): T[] =>
  all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** What a worker may say of its health under a fault that lasts. Who holds no lease works for whoever knows its token. */
export function rightHealth({ fault, phases }: OutageCell): readonly WorkerHealth[] {
  const holdsNone = phases.every((phase) => phase === 'idle');
  return fault === 'other_database' && holdsNone ? ['misconfigured', 'healthy'] : ofFault(fault);
}

function ofFault(fault: OutageFault): readonly WorkerHealth[] {
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
  isRenewal(route) || ['POST /v1/claims', 'GET /v1/workers/{id}/wishes'].includes(route?.name ?? '');

/** Who starts, asks it first: under its fault the worker is replaced. */
export const isRegistration = (route: WorkerRoute | null): boolean => route?.name === 'POST /v1/workers';

/** Without which nobody's lease is renewed. */
export const isRenewal = (route: WorkerRoute | null): boolean =>
  route === null || route.name === 'POST /v1/workers/heartbeat' || isRegistration(route);

/** What is not renewed in time is stopped, and tried again. */
export const outlastsLeases = ({ span, route }: OutageCell): boolean => span === 'ever' && isRenewal(route);

export const cellName = ({ fault, route, span, phases }: OutageCell): string =>
  `${fault} on ${route?.name ?? 'every route'} (${span}; ${phases.join(', ')})`;
