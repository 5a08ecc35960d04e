import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, UnusualFileError, writeWhole } from '../../edge/files.ts';
import {
  type AgentCommand,
  type SpoolAnswer,
  spooledCommandSchema,
  unansweredIds,
} from '../../protocol/spool.ts';
import type { Session } from '../session/session.ts';
import type { CommandOutcome } from './command-outcome.ts';
import { createPullRequest } from './create-pull-request.ts';

const againAfterMs = 2_000;
/** The longest body, with every character escaped. */
const longestCommandBytes = 2 * 1024 * 1024;

/** Carries out, in order, what the agent asked for, and answers each command once. */
export async function carryOutCommands(session: Session): Promise<void> {
  for (const id of unansweredIds(readdirSync(session.paths.spool))) {
    const outcome = await settleCommand(session, id);
    if (outcome.kind === 'later') return tryLater(session, id, outcome.message);
    session.commandsFailingSinceMs = null;
  }
}

/** What fails is tried again later, like what nobody could be asked about: meanwhile the session's limits hold. */
async function settleCommand(session: Session, id: string): Promise<CommandOutcome> {
  try {
    const outcome = await carryOut(session, id);
    if (outcome.kind === 'later') return outcome;
    session.lastCommandMs = session.context.clock.bootMs();
    answer(session, id, outcome);
    return outcome;
  } catch (error) {
    return { kind: 'later', message: error instanceof Error ? error.message : String(error) };
  }
}

async function carryOut(session: Session, id: string): Promise<CommandOutcome> {
  const command = readCommand(join(session.paths.spool, `${id}.command.json`));
  if (command === null) return { kind: 'refused', message: 'The command could not be read.' };
  switch (command.kind) {
    case 'pr_create':
      return remembered(session, await createPullRequest(session, command));
    case 'finish':
      session.update({ noChange: command.why, question: null }, [session.evidence('command', command)]);
      return { kind: 'done', message: 'Noted: nothing is to change. You can end your turn now.', url: null };
    case 'ask':
      session.update({ question: asked(session, command.question) }, [session.evidence('question', command)]);
      return {
        kind: 'done',
        message: 'The question is shown to the person who asked for this work.',
        url: null,
      };
    case 'progress':
      session.update({ question: null }, [session.evidence('progress', command)]);
      return { kind: 'done', message: 'Noted.', url: null };
    default:
      return command satisfies never;
  }
}

/** An agent that leaves after a refusal leaves it to the person. */
function remembered(session: Session, outcome: CommandOutcome): CommandOutcome {
  if (outcome.kind === 'refused') session.update({ refusal: outcome.message });
  return outcome;
}

const asked = ({ context }: Session, text: string) => ({ text, askedAtMs: context.clock.bootMs() });

/** Null for what does not parse: the spool is the agent's to write. */
function readCommand(path: string): AgentCommand | null {
  try {
    const parsed = spooledCommandSchema.safeParse(
      JSON.parse(readIfThere(path, longestCommandBytes) ?? 'null'),
    );
    return parsed.success ? parsed.data.command : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnusualFileError) return null;
    throw error;
  }
}

function answer(session: Session, id: string, outcome: Exclude<CommandOutcome, { kind: 'later' }>): void {
  const ok = outcome.kind === 'done';
  if (!ok) session.update({}, [session.evidence('rejected', { command: id, message: outcome.message })]);
  const url = outcome.kind === 'done' ? outcome.url : null;
  const text: SpoolAnswer = { id, ok, message: outcome.message, url };
  writeWhole(join(session.paths.spool, `${id}.answer.json`), `${JSON.stringify(text)}\n`);
}

function tryLater(session: Session, id: string, message: string): void {
  const nowMs = session.context.clock.bootMs();
  session.notBefore.carry_out_commands = nowMs + againAfterMs;
  session.commandsFailingSinceMs ??= nowMs;
  session.context.log.warn({ session: session.id, command: id, message }, 'a command of the agent must wait');
}
