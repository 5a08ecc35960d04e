import type { Log } from '../../edge/log.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { placeLost } from './until-told.ts';

/** Beyond the grace of the sessions: proof, and one try to report. */
const beyondGraceMs = 30_000;

/**
 * What a worker does whose state directory was deleted, moved or replaced: nobody can find its sessions by their receipts
 * any more, so it
 * stops them as lost while it still knows them, and leaves. It writes nothing where the directory was. A watch whose
 * worker does not get so far stops its session at the last deadline that it has read.
 * @returns the exit code.
 */
export async function leaveLostPlace(
  { layout, clock, output }: CliContext,
  { worker, log, graceMs }: { worker: Worker; log: Log; graceMs: number },
): Promise<number> {
  const sentence = placeLost(layout.root, 'worker', 'It stops its sessions, and ends.');
  output.note(sentence);
  log.error({ sessions: worker.liveSessions() }, sentence);
  const inTime = new AbortController();
  const late = clock.sleep(graceMs + beyondGraceMs, inTime.signal).then(() => 'late' as const);
  const stopped = worker.stop({ keepSessions: 'until_lost' }).then(
    () => 'stopped' as const,
    (error: unknown) => {
      output.note(`Not everything could be ended in order: ${String(error)}.`);
      return 'failed' as const;
    },
  );
  const how = await Promise.race([stopped, late]);
  inTime.abort();
  if (how === 'late')
    output.note(`Still ending after ${(graceMs + beyondGraceMs) / 1_000} s; it leaves now.`);
  return process.exit(1);
}
