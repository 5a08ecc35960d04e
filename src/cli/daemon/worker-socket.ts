import { join } from 'node:path';
import { runtimeDirectory, type StateLayout } from '../../config/state-layout.ts';
import { type AnswerLine, type LineServer, serveLines } from '../../edge/line-socket.ts';
import type { Log } from '../../edge/log.ts';
import type { ReclaimLine } from '../../protocol/reclaim.ts';
import type { Worker } from '../../worker/worker.ts';

/** Where a running worker hears this user's commands that concern its own host: also on a disk that is full. */
export const workerSocket = ({ root }: StateLayout): string => join(runtimeDirectory(root), 'worker.sock');

/** That the socket cannot be made costs a person `reclaim` while the worker runs, and nobody anything else. */
export async function listenOnSocket(worker: Worker, layout: StateLayout, log: Log): Promise<LineServer> {
  try {
    return await serveLines(workerSocket(layout), answers(worker));
  } catch (error) {
    log.warn({ err: error }, 'the socket for commands could not be made');
    return { close: async () => undefined };
  }
}

const answers =
  (worker: Worker): AnswerLine =>
  async (question, sayLine, signal) => {
    const say = (line: ReclaimLine) => sayLine(JSON.stringify(line));
    if (question !== 'reclaim')
      return say({ failed: `${question.slice(0, 40)} is not known to this worker` });
    try {
      await worker.reclaim((item) => say({ item }), signal);
      say({ done: true });
    } catch (error) {
      say({ failed: error instanceof Error ? error.message : String(error) });
    }
  };
