import { attemptId } from '../../core/ids.ts';
import { askLines } from '../../edge/line-socket.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { dropLineSchema } from '../../protocol/salvage.ts';
import type { CliContext } from '../context.ts';
import { workerSocket } from '../daemon/worker-socket.ts';
import { withOwnWorker } from '../instance/with-own-worker.ts';
import { confirm } from '../uninstall/confirm.ts';
import { dropQuestion } from './answer-drop.ts';
import { keptWorkOf } from './find-kept-work.ts';

/**
 * By the running worker, whose journal has the receipt; when none runs, by one that comes for it.
 * Throws `not_found` for an unknown id, `state_refused` for one that stays, `usage` where nobody can be asked.
 */
export async function dropKeptWork(context: CliContext, id: string, yes: boolean): Promise<number> {
  const { output } = context;
  const ids = (await keptWorkOf(context, id)).map(({ document }) =>
    attemptId(document.requestId, document.attempt),
  );
  if (!yes && !(await confirm(`Delete the salvaged work of ${ids.join(', ')} for good?`))) {
    output.note('Nothing was changed.');
    return 0;
  }
  for (const each of ids) await dropOne(context, each);
  if (output.json) output.value({ dropped: ids });
  else output.line(`Deleted: the salvaged work of ${ids.join(', ')}.`);
  return 0;
}

async function dropOne(context: CliContext, id: string): Promise<void> {
  let dropped = await askRunning(context, id);
  if (dropped === null)
    await withOwnWorker(context, 'reclaim', async (worker) => {
      dropped = await worker.dropSalvage(id);
    });
  if (dropped) return;
  const why = 'its workspace is still kept, or it was salvaged anew meanwhile';
  throw new ProblemError('state_refused', `The salvaged work of ${id} stays: ${why}. See: planeguard status`);
}

/** Null when no worker runs. */
async function askRunning({ layout }: CliContext, id: string): Promise<boolean | null> {
  const lines = await askLines(workerSocket(layout), dropQuestion(id));
  if (lines === null) return null;
  for await (const text of lines) {
    const line = dropLineSchema.parse(JSON.parse(text));
    if ('failed' in line) throw failed(id, line.failed);
    return line.dropped;
  }
  throw failed(id, 'it left in the middle');
}

const failed = (id: string, why: string): ProblemError =>
  new ProblemError('unreachable', `The worker did not drop the salvaged work of ${id}: ${why}.`);
