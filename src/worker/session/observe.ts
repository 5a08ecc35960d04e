import { readdirSync } from 'node:fs';
import { tmuxName } from '../../core/ids.ts';
import type { ParentFact, SessionFacts, WatchFact } from '../../core/session-facts.ts';
import type { TurnFact } from '../../core/turn.ts';
import type { AgentFacts } from '../../edge/agents/agent.ts';
import { hasCode, statIfThere } from '../../edge/files.ts';
import { aliveness, parentOf } from '../../edge/processes/identity.ts';
import { clientActivity } from '../../edge/tmux.ts';
import { unansweredIds } from '../../protocol/spool.ts';
import { readExit, readIdentityOf, readStarted, readWatchStop, type Started } from '../guard/guard-facts.ts';
import { hookUnderWay } from '../hooks/hook-facts.ts';
import { memoryOf } from '../journal/session-record.ts';
import { keepOpen } from '../keep-open.ts';
import type { Session } from './session.ts';

/** One look at a session: a few small files and one process. Costs well under a millisecond, no program is run. */
export function observe(session: Session): SessionFacts {
  const { context, record } = session;
  keepOpen(session.paths);
  const { turn, quietSinceMs, idleSinceMs } = observeAgent(session);
  return {
    memory: memoryOf(session.record),
    parent: observeParent(session),
    exit: readExit(session.paths),
    watch: observeWatch(session),
    hook: hookUnderWay(session.paths, record.hooks),
    turn,
    quietSinceMs: Math.max(quietSinceMs, session.lastCommandMs),
    idleSinceMs: Math.max(idleSinceMs, session.lastCommandMs),
    lastTypedMs: null,
    commands: { pending: pendingCommands(session), failingSinceMs: session.commandsFailingSinceMs },
    failing: session.failing,
    notBefore: session.notBefore,
    leaseDeadlineMs: context.leases.deadlineMs(record.id),
  };
}

/** Dead, or left by its terminal, without having said how it ended. */
export function hasVanished(session: Session): boolean {
  const parent = observeParent(session);
  const isDead = parent === 'dead' || parent === 'without_terminal';
  return isDead && readExit(session.paths).kind !== 'exited';
}

export function observeParent({ paths }: Pick<Session, 'paths'>): ParentFact {
  const started = readStarted(paths);
  if (started.kind === 'none') return 'not_started';
  if (started.kind === 'unreadable') return 'unknown';
  const seen = aliveness(started.parent);
  return seen === 'alive' && hasLostTerminal(started) ? 'without_terminal' : seen;
}

/** Who has another parent than at the start was left by it. A hang-up reaches the guard only, which survives it. */
function hasLostTerminal({ parent, tmuxServerPid }: Started): boolean {
  const now = parentOf(parent);
  return now !== null && now !== tmuxServerPid;
}

/** A watch that has not said yet who it is may just be starting. */
export function observeWatch({ paths }: Pick<Session, 'paths'>): WatchFact {
  if (readWatchStop(paths).kind === 'stopped') return 'stopped_the_session';
  const watch = readIdentityOf(paths, 'watch');
  return watch === null ? 'unknown' : aliveness(watch);
}

type AgentSeen = Pick<SessionFacts, 'turn' | 'quietSinceMs' | 'idleSinceMs'>;

function observeAgent(session: Session): AgentSeen {
  const terminal = terminalQuietSinceMs(session);
  const { turn, lastRecordMs } = readFollower(session);
  if (turn.state === 'unknown') return { turn, quietSinceMs: terminal, idleSinceMs: terminal };
  const seen = { ...turn, sinceMs: onBootClock(session, turn.sinceMs) };
  answerQuestion(session, seen);
  const idleSinceMs = lastRecordMs === null ? terminal : onBootClock(session, lastRecordMs);
  return { turn: seen, quietSinceMs: Math.max(terminal, idleSinceMs), idleSinceMs };
}

const nothingSeen: AgentFacts = { turn: { state: 'unknown' }, conversation: null, lastRecordMs: null };

function readFollower(session: Session): AgentFacts {
  const { context, record } = session;
  // Before, an earlier conversation may not be taken over yet, and would be followed as if it were this session's.
  if (record.launchedAtMs === null) return nothingSeen;
  session.follower ??= context.agentNamed(record.grant.request.agent)?.follow(session.paths) ?? null;
  if (session.follower === null) return nothingSeen;
  const seen = session.follower.read();
  const isNew = seen.conversation !== null && seen.conversation !== record.conversation;
  if (isNew) session.update({ conversation: seen.conversation });
  return seen;
}

/** Agents record wall-clock time; deciders count on the boot clock. */
function onBootClock({ context }: Session, wallMs: number): number {
  return context.clock.bootMs() - Math.max(0, context.clock.nowMs() - wallMs);
}

/** Who works again has been answered. */
function answerQuestion(session: Session, turn: TurnFact): void {
  const { question } = session.record;
  const isAnswered = question !== null && turn.state === 'working' && turn.sinceMs > question.askedAtMs;
  if (isAnswered) session.update({ question: null });
}

/** The transcript grows with everything the terminal shows. */
function terminalQuietSinceMs(session: Session): number {
  const size = statIfThere(session.paths.transcript)?.size ?? 0;
  if (size !== session.quiet.size) session.quiet = { size, sinceMs: session.context.clock.bootMs() };
  return session.quiet.sinceMs;
}

/** None in a spool that its agent removed, or put a file in the place of. */
function pendingCommands({ paths, settled }: Session): number {
  try {
    return unansweredIds(readdirSync(paths.spool)).filter((id) => !settled.has(id)).length;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return 0;
    throw error;
  }
}

/** When a person last typed into the session's terminal; null when nobody is attached. */
export async function lastTypedMs(session: Session): Promise<number | null | 'unknown'> {
  const { context, record } = session;
  const seen = await clientActivity({
    socket: record.socket,
    name: tmuxName(record.id),
    env: context.environment,
  });
  if (seen.kind === 'unknown') return 'unknown';
  if (seen.lastInputAtMs === null) return null;
  return onBootClock(session, seen.lastInputAtMs);
}
