import { join } from 'node:path';
import { isoTime, systemClock } from '../../edge/clock.ts';
import { ringDoorbell } from '../../edge/ring-doorbell.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type AgentCommand, agentCommandSchema } from '../../protocol/spool.ts';
import { outsideSession } from './agent-commands.ts';
import { type Awaited, awaitAnswer } from './await-answer.ts';
import { newSpoolId, writeCommand } from './write-command.ts';

/** The doorbell wakes the worker at once, unless it is away. */
const noticedWithinMs = 5_000;

export interface Question {
  command: AgentCommand;
  /** Null outside a session. */
  spool: string | null;
  /** How long to wait once the worker is at work on it. */
  withinMs: number;
  json: boolean;
}

/**
 * Writes a command to the session's spool, where it survives any outage, and waits a moment for the answer: not while
 * worker or control plane are away.
 * @returns the exit code: 0 done or queued, 4 refused.
 */
export async function askWorker({ command, spool, withinMs, json }: Question): Promise<number> {
  const checked = agentCommandSchema.safeParse(command);
  if (!checked.success) throw notValid(checked.error.issues);
  if (spool === null) throw outsideSession(command.kind);
  const nowMs = systemClock.nowMs();
  const id = newSpoolId(nowMs);
  writeCommand(spool, { id, at: isoTime(nowMs), command: checked.data });
  ringDoorbell(join(spool, '..', 'doorbell'), 'command');
  const awaited = await awaitAnswer({ spool, id, noticedWithinMs, withinMs, clock: systemClock });
  return json ? sayJson(id, awaited) : say(awaited);
}

function say(awaited: Awaited): number {
  if (awaited.kind === 'queued') {
    process.stdout.write(`${queuedText(awaited.message)}\n`);
    return 0;
  }
  const { answer } = awaited;
  const url = answer.url ? `${answer.url}\n` : '';
  (answer.ok ? process.stdout : process.stderr).write(`${answer.message}\n${url}`);
  return answer.ok ? 0 : 4;
}

const queuedText = (why: string | null): string =>
  why === null
    ? 'Queued: it will be carried out as soon as the worker is back. Nothing more to do.'
    : `Queued: it cannot be carried out yet, and is tried again by itself. Nothing more to do. (${why})`;

function sayJson(id: string, awaited: Awaited): number {
  const queued = awaited.kind === 'queued';
  const said = queued ? { id, ok: true, message: 'Queued', url: null } : awaited.answer;
  process.stdout.write(`${JSON.stringify({ ...said, queued })}\n`);
  return said.ok ? 0 : 4;
}

function notValid(issues: readonly { path: PropertyKey[]; message: string }[]): ProblemError {
  const errors = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  const first = errors.map(({ path, message }) => `the ${path} ${message}`).join('; ');
  return new ProblemError('usage', `Not accepted: ${first}.`, { errors });
}
