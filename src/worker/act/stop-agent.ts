import { interruptHooks } from '../hooks/interrupt-hooks.ts';
import type { Session } from '../session/session.ts';
import { stopAgentOf } from '../stop/stop-session.ts';
import { askToQuit } from './ask-to-quit.ts';
import { stopOptions } from './stop.ts';

/** Ends the agent and what it left, for afterRun to find nobody at work. The proof comes with the stop after it. */
export async function stopAgent(session: Session): Promise<void> {
  await askToQuit(session);
  const ended = await stopAgentOf(stopOptions(session));
  const { hooks, told } = interruptHooks(session);
  const stopped = session.evidence('stop', { ...ended, before: 'afterRun' });
  session.update({ agentStopped: true, hooks }, [...told, stopped]);
}
