import { askLines } from '../../edge/line-socket.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type ReconcileItem, reconcileLineSchema } from '../../protocol/reconcile.ts';
import type { CliContext } from '../context.ts';
import { workerSocket } from '../daemon/worker-socket.ts';
import { connectTo } from '../instance/connect-to.ts';
import { findControlPlane } from '../instance/find-control-plane.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';

/**
 * One pass of the control plane and of the worker of this machine, now. Those that run are asked; exit 75 where none
 * does: a start makes the same pass.
 */
export async function reconcileNow(context: CliContext, dryRun: boolean): Promise<number> {
  const { output } = context;
  const ofControlPlane = await askControlPlane(context, dryRun);
  const ofWorker = await askWorker(context, dryRun);
  if (ofControlPlane === null && ofWorker === null) throw nothingRuns(context);
  if (ofControlPlane === null) output.note('No control plane answers: leases and claims were not looked at.');
  if (ofWorker === null) output.note('No worker runs here: sessions, residue and disk were not looked at.');
  const items = [...(ofControlPlane ?? []), ...(ofWorker ?? [])];
  if (output.json) output.value({ dryRun, items });
  else for (const line of linesOf(items)) output.line(line);
  return 0;
}

async function askControlPlane(context: CliContext, dryRun: boolean): Promise<ReconcileItem[] | null> {
  const found = await findControlPlane(context.layout, context.clock);
  if (found === null) return null;
  return (await connectTo(found.url, context).reconcile(dryRun)).items;
}

/** Null when nobody listens. A pass takes as long as its longest look: git over the network, a stop. */
async function askWorker({ layout }: CliContext, dryRun: boolean): Promise<ReconcileItem[] | null> {
  const lines = await askLines(workerSocket(layout), dryRun ? 'reconcile --dry-run' : 'reconcile');
  if (lines === null) return null;
  const items: ReconcileItem[] = [];
  for await (const text of lines) {
    const line = reconcileLineSchema.parse(JSON.parse(text));
    if ('done' in line) return items;
    if ('failed' in line) throw failed(line.failed);
    items.push(line.item);
  }
  throw failed('it left in the middle');
}

const failed = (why: string): ProblemError =>
  new ProblemError(
    'unreachable',
    `The worker did not finish its pass: ${why}. See: planeguard worker status`,
  );

const nothingRuns = ({ layout }: CliContext): ProblemError =>
  new ProblemError(
    'unreachable',
    `Nothing runs on the state directory ${layout.root}: there is nobody to reconcile. A start does it: planeguard up --detach`,
  );

function linesOf(items: readonly ReconcileItem[]): string[] {
  if (items.length === 0) return ['Nothing is to be done.'];
  const rows = items.map(({ part, subject, action, outcome, because }) => [
    part,
    plain(subject),
    action,
    outcome,
    plain(because),
  ]);
  return table(['PART', 'SUBJECT', 'ACTION', 'OUTCOME', 'BECAUSE'], rows);
}
