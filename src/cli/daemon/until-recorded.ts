import type { Daemon } from '../../edge/exec.ts';
import { ProblemError, problems } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { liveProcess } from './process-record.ts';

/** A large database is checked, copied and changed first. */
export const startWithinMs = 10 * 60_000;
const sayAfterMs = 10_000;
const lookEveryMs = 20;

/** A daemon says in its record when it works. `ended`: it could not start; its exit code says why. */
export type Started = { kind: 'started' } | { kind: 'ended'; exitCode: number };

type StartingContext = Pick<CliContext, 'clock' | 'layout'> & { output: Pick<CliContext['output'], 'note'> };

/**
 * Waits until a daemon has recorded that it works, or has ended instead.
 * @throws ProblemError unavailable: it lives, and has done neither for ten minutes.
 */
export async function untilRecorded(
  { clock, layout, output }: StartingContext,
  record: string,
  daemon: Daemon,
): Promise<Started> {
  let exit: Started | null = null;
  void daemon.ended.then((code) => {
    exit = { kind: 'ended', exitCode: code ?? problems.internal.exit };
  });
  const begunMs = clock.bootMs();
  let isSaid = false;
  while (clock.bootMs() < begunMs + startWithinMs) {
    if (exit !== null) return exit;
    const live = liveProcess(record);
    if (live?.pid === daemon.pid && live.doing === 'working') return { kind: 'started' };
    if (!isSaid && clock.bootMs() > begunMs + sayAfterMs) {
      output.note(`Still starting (pid ${daemon.pid}): a large database takes its time. See ${layout.logs}.`);
      isSaid = true;
    }
    await clock.sleep(lookEveryMs);
  }
  throw new ProblemError(
    'unavailable',
    `Process ${daemon.pid} does not begin its work within ${startWithinMs / 60_000} min. See ${layout.logs}.`,
  );
}
