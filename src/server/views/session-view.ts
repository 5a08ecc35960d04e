import type { Activity } from '../../core/session.ts';
import { tierSentence } from '../../core/tier.ts';
import { isoTime } from '../../edge/clock.ts';
import { type RequestView, sessionPortsSchema } from '../../protocol/request.ts';
import type { AttemptRecord } from '../../store/find-attempt.ts';
import type { Parts } from '../parts.ts';

type SessionView = NonNullable<RequestView['session']>;

/** The newest attempt as a session; what it does is told by its worker, unless that one is silent. */
export function sessionView(parts: Parts, attempt: AttemptRecord): SessionView {
  return {
    id: attempt.id,
    attempt: attempt.number,
    worker: attempt.worker_id,
    tier: attempt.tier,
    containment: attempt.tier === 1 || attempt.tier === 3 ? tierSentence(attempt.tier) : null,
    workspace: attempt.workspace,
    branch: attempt.branch,
    tmuxSocket: attempt.tmux_socket,
    startedAt: timeOrNull(attempt.started_at),
    ...doing(parts, attempt),
    ports: portsOf(attempt),
    proof: attempt.proof,
    clean: isClean(attempt),
  };
}

const portsOf = ({ ended_at, ports }: AttemptRecord): SessionView['ports'] =>
  ended_at !== null || ports === null ? null : sessionPortsSchema.parse(JSON.parse(ports));

function doing(
  parts: Parts,
  attempt: AttemptRecord,
): { activity: Activity | null; activitySince: string | null } {
  if (attempt.ended_at !== null) return { activity: null, activitySince: null };
  const { clock, presence, settings } = parts;
  const silentMs = presence.silentForMs(attempt.worker_id, clock.bootMs());
  if (silentMs > settings.lease.silentAfterMs) {
    const since = Number.isFinite(silentMs) ? clock.nowMs() - silentMs : attempt.granted_at;
    return { activity: 'unreachable', activitySince: isoTime(since) };
  }
  if (attempt.activity !== null) {
    return { activity: attempt.activity, activitySince: timeOrNull(attempt.activity_since) };
  }
  const isLaunching = attempt.launched_at === null;
  return isLaunching
    ? { activity: 'launching', activitySince: isoTime(attempt.granted_at) }
    : { activity: null, activitySince: null };
}

/** Null while it is not over. */
export const isClean = ({ ended_at, clean }: AttemptRecord): boolean | null =>
  ended_at === null ? null : clean === 1;

export const timeOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));
