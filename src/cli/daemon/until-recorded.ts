import type { Daemon } from '../../edge/exec.ts';
import { ProblemError, problems } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { liveProcess } from './process-record.ts';

const startWithinMs = 30_000;
const lookEveryMs = 20;

/** A daemon says in its record when it works. `ended`: it could not start; its exit code says why. */
export type Started = { kind: 'started' } | { kind: 'ended'; exitCode: number };

/** Waits until a daemon has recorded that it works, or has ended instead. */
export async function untilRecorded(
  { clock, layout }: CliContext,
  record: string,
  daemon: Daemon,
): Promise<Started> {
  let exit: Started | null = null;
  void daemon.ended.then((code) => {
    exit = { kind: 'ended', exitCode: code ?? problems.internal.exit };
  });
  const endMs = clock.bootMs() + startWithinMs;
  while (clock.bootMs() < endMs) {
    if (exit !== null) return exit;
    const live = liveProcess(record);
    if (live?.pid === daemon.pid && live.doing === 'working') return { kind: 'started' };
    await clock.sleep(lookEveryMs);
  }
  throw new ProblemError(
    'unavailable',
    `Process ${daemon.pid} does not begin its work within ${startWithinMs / 1_000} s. See ${layout.logs}.`,
  );
}
