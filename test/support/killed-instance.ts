import { identityOf, isAlive } from './alive.ts';
import type { Place } from './place.ts';
import { until } from './until.ts';

/** Kills all that `up` started but the sessions, as a power cut does: no last words. Resolves when they are gone. */
export async function killedInstance({ layout, readJson }: Place): Promise<void> {
  const records = [layout.upRecord, layout.serveRecord, layout.workerRecord];
  const daemons = records.map((record) => identityOf(Number(readJson(record).pid)));
  for (const { pid } of daemons) process.kill(pid, 'SIGKILL');
  await until('the daemons are gone', () => !daemons.some(isAlive));
}
