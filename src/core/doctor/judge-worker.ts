import type { WorkerHealth } from '../health.ts';
import { type Finding, fine, found } from './finding.ts';
import { mendsElsewhere, type TokenOrigin } from './judge-credentials.ts';

export type WorkerFacts =
  | { kind: 'not_running'; controlPlaneRuns: boolean; wasKilled: boolean }
  /** It lives, and its word is so old, or cannot be read. */
  | { kind: 'silent'; pid: number; silentMs: number | null }
  | {
      kind: 'says';
      pid: number;
      health: WorkerHealth;
      reason: string | null;
      /** Of one with a control plane on another host, nothing that is started here mends what that one says. */
      from: TokenOrigin;
    };

export function judgeWorker(facts: WorkerFacts): Finding[] {
  switch (facts.kind) {
    case 'not_running':
      return [judgeAbsence(facts)];
    case 'silent': {
      const time = facts.silentMs === null ? 'anything that can be read' : `for ${seconds(facts.silentMs)} s`;
      const what = `The worker (pid ${facts.pid}) lives and has not said ${facts.silentMs === null ? time : `anything ${time}`}.`;
      return [found('worker_silent', { what, mend: restartCommand })];
    }
    case 'says':
      return [judgeHealth(facts)];
    default:
      return facts satisfies never;
  }
}

const restartCommand = 'planeguard worker restart';

const seconds = (ms: number): number => Math.round(ms / 1_000);

function judgeAbsence({
  controlPlaneRuns,
  wasKilled,
}: Extract<WorkerFacts, { kind: 'not_running' }>): Finding {
  const what = wasKilled ? 'The worker was killed, and none runs now.' : 'No worker runs here.';
  if (!controlPlaneRuns && !wasKilled) return fine('worker', what);
  return found('worker_not_running', { what, mend: 'planeguard worker start' });
}

/** What to type for each health; a closed table, so that none is forgotten. */
const mends = {
  starting: null,
  healthy: null,
  draining: null,
  stopped: 'planeguard worker start',
  degraded: 'planeguard worker status',
  // A start of the control plane makes a token that it accepts.
  unauthorized: 'planeguard down --keep-sessions && planeguard up --detach',
  unreachable: 'planeguard status',
  misconfigured: 'planeguard config check && planeguard worker status',
} as const satisfies Record<WorkerHealth, string | null>;

function mendElsewhere(health: WorkerHealth, from: Exclude<TokenOrigin, 'here'>): string | undefined {
  if (health === 'unauthorized') return mendsElsewhere[from];
  return health === 'unreachable' ? 'planeguard worker status' : undefined;
}

function judgeHealth(facts: Extract<WorkerFacts, { kind: 'says' }>): Finding {
  const { pid, health, reason, from } = facts;
  const mend = (from === 'here' ? undefined : mendElsewhere(health, from)) ?? mends[health];
  if (mend === null) return fine('worker', `It is ${health} (pid ${pid}).`);
  const because = reason === null ? '' : ` ${reason}`;
  return found('worker_sick', { what: `The worker (pid ${pid}) is ${health}.${because}`, mend });
}
