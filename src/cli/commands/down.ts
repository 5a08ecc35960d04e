import type { DefineCommand } from '../command-table.ts';
import type { CliContext } from '../context.ts';
import { daemonNames, endDaemons } from '../daemon/end-daemons.ts';
import { type RunningSession, runningSessionsIfKnown, sessionLine } from '../daemon/running-sessions.ts';

export const defineDown: DefineCommand = (command, perform) => {
  command
    .option('--keep-sessions', 'leave agents running; says until when their leases last')
    .addHelpText('after', '\nExample:\n  planeguard down')
    .action(({ keepSessions }: { keepSessions?: true }) =>
      perform((context) => down(context, keepSessions ?? false)),
    );
};

/** Idempotent: when nothing runs, there is nothing to do. */
async function down(context: CliContext, keepSessions: boolean): Promise<number> {
  const { output } = context;
  const { config } = await context.loadConfig();
  const sessions = await runningSessionsIfKnown(context);
  if (sessions.length > 0 && !keepSessions) output.note(`Stopping ${sessions.length} sessions, with proof.`);
  const ended = await endDaemons(context, daemonNames, { keepSessions, graceMs: config.session.graceMs });
  const kept = keepSessions ? sessions : [];
  if (output.json) output.value({ ended, kept });
  else for (const line of summary(ended, kept)) output.line(line);
  return 0;
}

function summary(ended: string[], kept: RunningSession[]): string[] {
  const first = ended.length === 0 ? 'Nothing was running.' : `Ended: ${ended.join(', ')}.`;
  return kept.length === 0 ? [first] : [first, 'Still running:', ...kept.map(sessionLine)];
}
