import type { ReconcileLine } from '../../protocol/reconcile.ts';
import type { Reconciling } from '../../worker/reconcile/reconcile.ts';
import type { Worker } from '../../worker/worker.ts';

/** What a running worker answers on its socket. A failure is a line, too. */
export async function answerReconcile(
  worker: Worker,
  how: Reconciling,
  sayLine: (line: string) => void,
): Promise<void> {
  const say = (line: ReconcileLine) => sayLine(JSON.stringify(line));
  try {
    for (const item of await worker.reconcile(how)) say({ item });
    say({ done: true });
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) });
  }
}
