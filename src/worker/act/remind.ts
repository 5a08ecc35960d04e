import { tmuxName } from '../../core/ids.ts';
import { pasteText } from '../../edge/tmux.ts';
import type { Session } from '../session/session.ts';

const reminder = [
  'Your turn has ended, but this session has neither a pull request nor an explanation.',
  'If your work is ready: commit it and run  planeguard pr create --title "..."',
  'If nothing is to change: run  planeguard finish --no-change "why"',
].join('\n');

/** Reminds an agent, once, of how a session ends. Written down first: it is never said twice. */
export async function remind(session: Session): Promise<void> {
  const { context, record } = session;
  session.update({ remindedAtMs: context.clock.bootMs() });
  const result = await pasteText({
    socket: record.socket,
    name: tmuxName(record.id),
    text: reminder,
    env: context.environment,
    clock: context.clock,
  });
  session.update({}, [session.evidence('reminder', { result })]);
}
