import { join } from 'node:path';
import { isoTime, systemClock } from '../../edge/clock.ts';
import { ringDoorbell } from '../../edge/ring-doorbell.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type AgentCommand, agentCommandSchema, type SpoolAnswer } from '../../protocol/spool.ts';
import { outsideSession } from './agent-commands.ts';
import { awaitAnswer } from './await-answer.ts';
import { newSpoolId, writeCommand } from './write-command.ts';

export interface Question {
  command: AgentCommand;
  /** Null outside a session. */
  spool: string | null;
  withinMs: number;
  json: boolean;
}

/**
 * Writes a command to the session's spool, where it survives any outage, and waits a moment for the answer.
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
  const answer = await awaitAnswer({ spool, id, withinMs, clock: systemClock });
  return json ? sayJson(id, answer) : say(answer);
}

function say(answer: SpoolAnswer | null): number {
  if (answer === null) {
    process.stdout.write(
      'Queued: it will be carried out as soon as the worker is back. Nothing more to do.\n',
    );
    return 0;
  }
  const url = answer.url ? `${answer.url}\n` : '';
  (answer.ok ? process.stdout : process.stderr).write(`${answer.message}\n${url}`);
  return answer.ok ? 0 : 4;
}

function sayJson(id: string, answer: SpoolAnswer | null): number {
  const said = answer ?? { id, ok: true, message: 'Queued', url: null };
  process.stdout.write(`${JSON.stringify({ ...said, queued: answer === null })}\n`);
  return said.ok ? 0 : 4;
}

function notValid(issues: readonly { path: PropertyKey[]; message: string }[]): ProblemError {
  const errors = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  const first = errors.map(({ path, message }) => `the ${path} ${message}`).join('; ');
  return new ProblemError('usage', `Not accepted: ${first}.`, { errors });
}
