import { readdirSync, statSync } from 'node:fs';
import { tmuxName } from '../../core/ids.ts';
import type { ParentFact, SessionFacts } from '../../core/session-facts.ts';
import type { TurnFact } from '../../core/turn.ts';
import { hasCode } from '../../edge/files.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { clientActivity } from '../../edge/tmux.ts';
import { readExit, readStarted } from '../guard/guard-facts.ts';
import { memoryOf } from '../journal/session-record.ts';
import type { Session } from './session.ts';

/** One look at a session: a few small files and one process. Costs well under a millisecond, no program is run. */
export function observe(session: Session): SessionFacts {
  const { context, record } = session;
  observeQuiet(session);
  const turn = observeTurn(session);
  return {
    memory: memoryOf(session.record),
    parent: observeParent(session),
    exit: readExit(session.paths),
    turn,
    quietSinceMs: session.quiet.sinceMs,
    lastTypedMs: null,
    commands: { pending: pendingCommands(session), failingSinceMs: session.commandsFailingSinceMs },
    failing: session.failing,
    notBefore: session.notBefore,
    leaseDeadlineMs: context.leases.deadlineMs(record.id),
  };
}

function observeParent(session: Session): ParentFact {
  const started = readStarted(session.paths);
  if (started.kind === 'none') return 'not_started';
  return started.kind === 'unreadable' ? 'unknown' : aliveness(started.parent);
}

/** The transcript grows with everything the terminal shows. */
function observeQuiet(session: Session): void {
  const size = sizeOf(session.paths.transcript);
  if (size === session.quiet.size) return;
  session.quiet = { size, sinceMs: session.context.clock.bootMs() };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The agent's own record speaks in wall-clock time; deciders count on the boot clock. */
function observeTurn(session: Session): TurnFact {
  const turn = followTurn(session);
  const { question } = session.record;
  if (question !== null && turn.state === 'working' && turn.sinceMs > question.askedAtMs) {
    session.update({ question: null });
  }
  return turn;
}

function followTurn(session: Session): TurnFact {
  const { clock } = session.context;
  session.follower ??=
    session.context.agentNamed(session.record.grant.request.agent)?.follow(session.paths) ?? null;
  if (session.follower === null) return { state: 'unknown' };
  const { turn, conversation } = session.follower.read();
  if (conversation !== null && conversation !== session.record.conversation) session.update({ conversation });
  if (turn.state === 'unknown') return turn;
  return { ...turn, sinceMs: clock.bootMs() - Math.max(0, clock.nowMs() - turn.sinceMs) };
}

function pendingCommands({ paths }: Session): number {
  try {
    const names = readdirSync(paths.spool);
    const answered = new Set(names.filter((name) => name.endsWith('.answer.json')).map(commandId));
    return names.filter((name) => name.endsWith('.command.json') && !answered.has(commandId(name))).length;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

const commandId = (name: string): string => name.slice(0, name.indexOf('.'));

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
  return context.clock.bootMs() - Math.max(0, context.clock.nowMs() - seen.lastInputAtMs);
}
