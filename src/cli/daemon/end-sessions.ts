import type { Config } from '../../config/schema.ts';
import type { CliContext } from '../context.ts';
import { guardedSessions } from './guarded-sessions.ts';

/** Stops with proof what no worker looks after any more. Seldom any: it takes a whole worker, half a second to load. */
export async function endOrphans(context: CliContext, config: Config): Promise<string[]> {
  const orphans = guardedSessions(context.layout);
  if (orphans.length === 0) return [];
  const { stopOrphanedSessions } = await import('./orphaned-sessions.ts');
  await stopOrphanedSessions(context, config);
  return orphans;
}
