import type { CliContext } from '../context.ts';
import { configOrDefaults } from '../daemon/config-or-defaults.ts';
import { endDaemons } from '../daemon/end-daemons.ts';
import { endOrphans } from '../daemon/end-sessions.ts';
import { repairRecords } from '../daemon/repair-records.ts';
import { type Repair, repairLines } from '../daemon/repairs.ts';
import { type RunningSession, runningSessionsIfKnown, sessionLine } from '../daemon/running-sessions.ts';
import type { DefineCommand } from '../define-command.ts';
import { refuseService } from '../service/refuse-service.ts';

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
  const { output, layout, clock } = context;
  await refuseService(context);
  const config = await configOrDefaults(context);
  const repaired = repairRecords(layout, clock);
  const sessions = await runningSessionsIfKnown(context);
  if (sessions.length > 0 && !keepSessions) output.note(`Stopping ${plural(sessions.length)}, with proof.`);
  const options = { keepSessions, graceMs: config.session.graceMs };
  const ended: string[] = await endDaemons(context, ['up', 'supervisor', 'worker'], options);
  const orphans = keepSessions ? [] : await endOrphans(context, config);
  ended.push(...(await endDaemons(context, ['control plane'], options)));
  const kept = keepSessions ? sessions : [];
  if (output.json) output.value({ ended, orphans, kept, repaired });
  else for (const line of summary({ ended, orphans, kept, repaired })) output.line(line);
  return 0;
}

const plural = (count: number): string => (count === 1 ? '1 session' : `${count} sessions`);

interface Done {
  ended: string[];
  orphans: string[];
  kept: RunningSession[];
  repaired: Repair[];
}

function summary({ ended, orphans, kept, repaired }: Done): string[] {
  const nothing = ended.length + orphans.length === 0;
  return [
    ...repairLines(repaired),
    nothing
      ? 'Nothing was running.'
      : `Ended: ${[...ended, ...orphans.map((id) => `session ${id}`)].join(', ')}.`,
    ...(kept.length === 0 ? [] : ['Still running:', ...kept.map(sessionLine)]),
  ];
}
