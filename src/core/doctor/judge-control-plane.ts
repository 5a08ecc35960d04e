import { type Finding, fine, found, notKnown } from './finding.ts';

export interface DatabaseFacts {
  id: string;
  generation: number;
}

export type Answer =
  /** The host's name, the connection, TLS. */
  | { kind: 'no_connection'; why: string }
  | { kind: 'no_answer'; withinMs: number }
  | { kind: 'foreign'; what: string }
  | {
      kind: 'control_plane';
      database: DatabaseFacts;
      isReady: boolean;
      /** Its wall clock minus ours; null when it did not say. */
      skewMs: number | null;
    };

export interface ControlPlaneFacts {
  /** Null when nobody has said where it is. */
  url: string | null;
  answer: Answer | null;
  workerRuns: boolean;
  /** Databases that granted leases which this worker still holds. */
  leases: readonly DatabaseFacts[];
  /** The command that starts it here; null when it is on another host. */
  start: string | null;
  /** Its process, when it runs here, and whether something starts it again when it ends. */
  here: { pid: number; isKept: boolean } | null;
}

/** The header Date has a grain of a second, and an answer takes its time. */
const largestSkewMs = 30_000;

export function judgeControlPlane(facts: ControlPlaneFacts): Finding[] {
  const { url, answer } = facts;
  if (url === null || answer === null) return [away(facts, 'No control plane has said where it is.')];
  switch (answer.kind) {
    case 'no_connection':
      return [away(facts, `The control plane at ${url} cannot be reached: ${answer.why}.`)];
    case 'no_answer': {
      const what = `The control plane at ${url} takes the connection and says nothing for ${answer.withinMs / 1_000} s.`;
      return [found('control_plane_hangs', { what, mend: restartText(facts) })];
    }
    case 'foreign': {
      const what = `What answers at ${url} is no control plane of this version: ${answer.what}.`;
      const port = new URL(url).port || '443';
      const then =
        facts.start === null
          ? 'enrol anew: planeguard worker enroll'
          : `planeguard down --keep-sessions && ${facts.start}`;
      const mend = `lsof -i :${port} shows who it is; then ${then}`;
      return [found('control_plane_foreign', { what, mend })];
    }
    case 'control_plane':
      return judgeAnswer(facts, url, answer);
    default:
      return answer satisfies never;
  }
}

function away({ workerRuns, start, url }: ControlPlaneFacts, what: string): Finding {
  const mend = start ?? `Start it on its host, or see why ${url ?? 'it'} cannot be reached from here`;
  return found(workerRuns || start === null ? 'control_plane_away' : 'nothing_runs', { what, mend });
}

/** Who hangs, or was stopped, hears nothing but KILL. Sessions do not notice. */
function restartText({ start, url, here }: ControlPlaneFacts): string {
  if (start === null || here === null) return start ?? `Restart it on the host of ${url}`;
  const kill = `kill -9 ${here.pid}`;
  return here.isKept ? `${kill}   (up starts it again)` : `${kill} && ${start}`;
}

function judgeAnswer(
  facts: ControlPlaneFacts,
  url: string,
  answer: Extract<Answer, { kind: 'control_plane' }>,
): Finding[] {
  const findings = [
    ...judgeReady(facts, url, answer.isReady),
    ...judgeLeases(facts, url, answer.database),
    ...judgeSkew(url, answer.skewMs),
  ];
  return findings.length > 0 ? findings : [fine('control-plane', `${url} answers.`)];
}

function judgeReady(facts: ControlPlaneFacts, url: string, isReady: boolean): Finding[] {
  if (isReady) return [];
  const what = `${url}/readyz says that a loop of the control plane stands still.`;
  return [found('control_plane_stuck', { what, mend: restartText(facts) })];
}

function judgeLeases({ leases }: ControlPlaneFacts, url: string, now: DatabaseFacts): Finding[] {
  const others = leases.filter(({ id, generation }) => id !== now.id || generation !== now.generation);
  const [first] = others;
  if (first === undefined) return [];
  const restored = first.id === now.id;
  const what = restored
    ? `The database of ${url} was restored from a backup (generation ${now.generation}); ${others.length} leases of this worker are of generation ${first.generation}.`
    : `${url} has the database ${now.id}; ${others.length} leases of this worker are of ${first.id}.`;
  const mend = restored
    ? 'planeguard status, then retry what was under way: planeguard retry ID'
    : 'Start the control plane whose database it was, or point this worker at it';
  return [found('other_database', { what, mend })];
}

function judgeSkew(url: string, skewMs: number | null): Finding[] {
  if (skewMs === null) return [notKnown('control-plane', `${url} does not say what time it is.`)];
  if (Math.abs(skewMs) <= largestSkewMs) return [];
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  const what = `The clock of ${url} is ${Math.round(Math.abs(skewMs) / 1_000)} s ${direction} this machine's.`;
  return [
    found('clock_skew', { what, mend: 'timedatectl set-ntp true (macOS: sudo sntp -sS time.apple.com)' }),
  ];
}
