import { join } from 'node:path';
import { z } from 'zod';
import { runtimeDirectory, type StateLayout } from '../../config/state-layout.ts';
import { standsStill } from '../../core/loop-progress.ts';
import type { Clock } from '../../edge/clock.ts';
import { type AnswerLine, askLines, type LineServer, serveLines } from '../../edge/line-socket.ts';
import type { Log } from '../../edge/log.ts';
import type { ReclaimLine } from '../../protocol/reclaim.ts';
import type { Worker } from '../../worker/worker.ts';
import { answerReconcile } from '../reconcile/answer-reconcile.ts';
import { answerDrop, dropQuestionOf } from '../salvage/answer-drop.ts';

/** Where a running worker hears this user's commands that concern its own host: also on a disk that is full. */
export const workerSocket = ({ root }: StateLayout): string => join(runtimeDirectory(root), 'worker.sock');

/** That the socket cannot be made costs a person `reclaim` while the worker runs, and nobody anything else. */
export async function listenOnSocket(
  worker: Worker,
  { layout, clock, log }: { layout: StateLayout; clock: Clock; log: Log },
): Promise<LineServer> {
  try {
    return await serveLines(workerSocket(layout), answers(worker, clock));
  } catch (error) {
    log.warn({ err: error }, 'the socket for commands could not be made');
    return { close: async () => undefined };
  }
}

const answers =
  (worker: Worker, clock: Clock): AnswerLine =>
  async (question, sayLine, signal) => {
    if (question === 'metrics') return sayLine((await worker.metrics()).trimEnd());
    if (question === 'progress') return sayLine(JSON.stringify(progressOf(worker, clock)));
    const say = (line: ReclaimLine) => sayLine(JSON.stringify(line));
    if (question === 'drain') {
      worker.lookAtDrain();
      return say({ done: true });
    }
    if (question === 'reconcile' || question === 'reconcile --dry-run')
      return answerReconcile(worker, { dryRun: question !== 'reconcile', signal }, sayLine);
    const dropped = dropQuestionOf(question);
    if (dropped !== null) return answerDrop(worker, dropped, sayLine);
    if (question === 'reclaim') return answerReclaim(worker, say, signal);
    say({ failed: `${question.slice(0, 40)} is not known to this worker` });
  };

async function answerReclaim(
  worker: Worker,
  say: (line: ReclaimLine) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await worker.reclaim((item) => say({ item }), signal);
    say({ done: true });
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) });
  }
}

/** That it answers shows that its process moves; which of its loops do not, it says. */
const progressSchema = z.object({ standingStill: z.array(z.string()) });
type Progress = z.infer<typeof progressSchema>;

function progressOf(worker: Worker, clock: Clock): Progress {
  const still = worker.loops().filter((loop) => standsStill(loop, clock.monotonicMs()));
  return { standingStill: still.map(({ name }) => name) };
}

const answerWithinMs = 1_000;

/** Asks the worker of a state directory whether it moves; null when nobody answers in time. */
export async function askProgress(
  layout: StateLayout,
  clock: Clock,
  signal: AbortSignal,
): Promise<Progress | null> {
  const over = new AbortController();
  void clock.sleep(answerWithinMs, over.signal).then(() => over.abort());
  try {
    const inTime = AbortSignal.any([signal, over.signal]);
    const lines = await askLines(workerSocket(layout), 'progress', inTime);
    for await (const line of lines ?? []) return progressIn(line);
    return null;
  } finally {
    over.abort();
  }
}

/** Null for a line that was torn by the end of who wrote it: whoever asks goes on to look. */
function progressIn(line: string): Progress | null {
  try {
    return progressSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
