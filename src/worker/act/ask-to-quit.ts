import { tmuxName } from '../../core/ids.ts';
import { typeText } from '../../edge/tmux.ts';
import { readExit } from '../guard/guard-facts.ts';
import type { Session } from '../session/session.ts';

const checkEveryMs = 20;

/**
 * Lets the agent leave by its own command, where it has one: it then closes its conversation in order. Only after its
 * turn: to Codex, Enter at a question for approval means yes, and the command that nobody allowed would run.
 */
export async function askToQuit(session: Session): Promise<void> {
  const { context, record, paths } = session;
  const { clock, environment: env, config } = context;
  const quitText = context.agentNamed(record.grant.request.agent)?.quitText ?? null;
  if (quitText === null || record.launchedAtMs === null || readExit(paths).kind !== 'none') return;
  if (!turnIsOver(session)) return;
  const untilMs = clock.monotonicMs() + Math.min(longestQuitMs, config.session.graceMs);
  const typed = await typeText({
    socket: record.socket,
    name: tmuxName(record.id),
    env,
    clock,
    text: quitText,
  });
  if (typed !== 'sent') return;
  while (readExit(paths).kind === 'none' && clock.monotonicMs() < untilMs) await clock.sleep(checkEveryMs);
}

function turnIsOver({ follower }: Session): boolean {
  const state = follower?.read().turn.state;
  return state === 'completed' || state === 'failed';
}

/** Codex leaves within a second of /quit; what takes longer gets TERM. */
const longestQuitMs = 3_000;
