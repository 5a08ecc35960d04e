import type { Config } from '../../config/schema.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { endDaemons } from '../daemon/end-daemons.ts';
import { guardedSessions } from '../daemon/guarded-sessions.ts';
import { type RunningSession, runningSessionsIfKnown, sessionLine } from '../daemon/running-sessions.ts';
import type { DefineCommand } from '../define-command.ts';

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
  const config = await configOrDefaults(context);
  const sessions = await runningSessionsIfKnown(context);
  if (sessions.length > 0 && !keepSessions) output.note(`Stopping ${plural(sessions.length)}, with proof.`);
  const options = { keepSessions, graceMs: config.session.graceMs };
  const ended: string[] = await endDaemons(context, ['up', 'worker'], options);
  const orphans = keepSessions ? [] : await endOrphans(context, config);
  ended.push(...(await endDaemons(context, ['control plane'], options)));
  const kept = keepSessions ? sessions : [];
  if (output.json) output.value({ ended, orphans, kept });
  else for (const line of summary({ ended, orphans, kept })) output.line(line);
  return 0;
}

/** Their ids. Seldom any: what stops them is a whole worker, half a second to load. */
async function endOrphans(context: CliContext, config: Config): Promise<string[]> {
  const orphans = guardedSessions(context.layout);
  if (orphans.length === 0) return [];
  const { stopOrphanedSessions } = await import('../daemon/orphaned-sessions.ts');
  await stopOrphanedSessions(context, config);
  return orphans;
}

/** A configuration that somebody broke keeps nobody from ending what runs. */
async function configOrDefaults(context: CliContext): Promise<Config> {
  try {
    return (await context.loadConfig()).config;
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'misconfigured')) throw error;
    context.output.note(`${error.message} Ending by the defaults.`);
    const { parseConfig } = await import('../../config/parse-config.ts');
    return parseConfig(null, {});
  }
}

const plural = (count: number): string => (count === 1 ? '1 session' : `${count} sessions`);

interface Done {
  ended: string[];
  orphans: string[];
  kept: RunningSession[];
}

function summary({ ended, orphans, kept }: Done): string[] {
  const nothing = ended.length + orphans.length === 0;
  return [
    nothing
      ? 'Nothing was running.'
      : `Ended: ${[...ended, ...orphans.map((id) => `session ${id}`)].join(', ')}.`,
    ...(kept.length === 0 ? [] : ['Still running:', ...kept.map(sessionLine)]),
  ];
}
