import { askLines } from '../../edge/line-socket.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type ReclaimedItem, reclaimLineSchema } from '../../protocol/reclaim.ts';
import type { CliContext } from '../context.ts';
import { workerSocket } from '../daemon/worker-socket.ts';
import { withOwnWorker } from '../instance/with-own-worker.ts';

export interface Reclaiming {
  tell: (item: ReclaimedItem) => void;
  signal: AbortSignal;
}

/**
 * Has the running worker free what can go; when none runs, a worker that claims nothing comes, does it and leaves.
 * @throws ProblemError when somebody else has the state directory, or the worker fails.
 */
export async function reclaimItems(context: CliContext, reclaiming: Reclaiming): Promise<void> {
  const lines = await askLines(workerSocket(context.layout), 'reclaim');
  if (lines !== null) return follow(lines, reclaiming);
  const { tell, signal } = reclaiming;
  await withOwnWorker(context, 'reclaim', (worker) => worker.reclaim(tell, signal));
}

async function follow(lines: AsyncIterable<string>, { tell, signal }: Reclaiming): Promise<void> {
  for await (const text of lines) {
    const line = reclaimLineSchema.parse(JSON.parse(text));
    if ('done' in line) return;
    if ('failed' in line) throw failed(line.failed);
    tell(line.item);
    if (signal.aborted) return;
  }
  throw failed('it left in the middle');
}

const failed = (why: string): ProblemError =>
  new ProblemError(
    'unreachable',
    `The worker did not reclaim everything: ${why}. Do it again: planeguard reclaim`,
  );
