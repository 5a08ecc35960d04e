import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, UnusualFileError, writeWhole } from '../../edge/files.ts';
import {
  type AgentCommand,
  type SpoolAnswer,
  type SpoolProgress,
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
  const waiting = unansweredIds(readdirSync(session.paths.spool)).filter((id) => !session.settled.has(id));
  for (const [index, id] of waiting.entries()) {
    const outcome = await settleCommand(session, id);
    if (outcome.kind === 'later') return tryLater(session, waiting.slice(index), outcome.message);
    session.commandsFailingSinceMs = null;
  }
}

/** What fails is tried again later, like what nobody could be asked about: meanwhile the session's limits hold. */
async function settleCommand(session: Session, id: string): Promise<CommandOutcome> {
  try {
    const outcome = await carryOut(session, id);
    if (outcome.kind === 'later') return outcome;
    session.lastCommandMs = session.context.clock.bootMs();
    session.settled.add(id);
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
      tell(session, id, 'progress', taken);
      return remembered(session, await createPullRequest(session, command, id));
    case 'finish':
      session.update({ noChange: command.why, question: null }, [session.evidence('command', command, id)]);
      return { kind: 'done', message: 'Noted: nothing is to change. You can end your turn now.', url: null };
    case 'ask':
      session.update({ question: asked(session, command.question) }, [
        session.evidence('question', command, id),
      ]);
      return {
        kind: 'done',
        message: 'The question is shown to the person who asked for this work.',
        url: null,
      };
    case 'progress':
      session.update({ question: null }, [session.evidence('progress', command, id)]);
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
  if (!ok) {
    const refused = { command: id, message: outcome.message };
    session.update({}, [session.evidence('rejected', refused, `${id}-rejected`)]);
  }
  const url = outcome.kind === 'done' ? outcome.url : null;
  tell(session, id, 'answer', { id, ok, message: outcome.message, url });
}

const taken: SpoolProgress = { state: 'taken', message: 'The worker is at work on it.' };

/** To an agent that may have closed its spool, or filled the disk: then it hears that the command is queued. */
function tell(
  session: Session,
  id: string,
  what: 'progress' | 'answer',
  text: SpoolProgress | SpoolAnswer,
): void {
  try {
    writeWhole(join(session.paths.spool, `${id}.${what}.json`), `${JSON.stringify(text)}\n`);
  } catch (error) {
    session.context.log.warn({ session: session.id, command: id, err: error }, 'the agent could not be told');
  }
}

function tryLater(session: Session, ids: readonly string[], message: string): void {
  const nowMs = session.context.clock.bootMs();
  session.notBefore.carry_out_commands = nowMs + againAfterMs;
  session.commandsFailingSinceMs ??= nowMs;
  session.context.log.warn(
    { session: session.id, commands: ids, message },
    'commands of the agent must wait',
  );
  for (const id of ids) tell(session, id, 'progress', { state: 'waits', message });
}
