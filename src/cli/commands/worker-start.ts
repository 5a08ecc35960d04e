import { readIfThere } from '../../edge/files.ts';
import { ProblemError, problems } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { repairRecords } from '../daemon/repair-records.ts';
import { type Repair, repairLines } from '../daemon/repairs.ts';
import { untilWorkerSettled } from '../daemon/running-parts.ts';
import { outputFile, startPart } from '../daemon/start-part.ts';
import { untilRecorded } from '../daemon/until-recorded.ts';
import { whoKeeps, workerKeeper } from '../daemon/who-keeps.ts';

/**
 * Starts what keeps the worker running, in the background. Idempotent: where somebody keeps it already, it says who.
 * Exits 4 where a worker runs that was started by hand.
 */
export async function startWorkerDaemon(context: CliContext): Promise<number> {
  const { layout, clock } = context;
  const repaired = repairRecords(layout, clock);
  const keeper = workerKeeper(layout);
  if (keeper?.by === 'person') throw new ProblemError('state_refused', whoKeeps(layout, 'refuses'));
  if (keeper !== null) return tell(context, { repaired, already: true });
  const orphan = liveProcess(layout.workerRecord);
  if (orphan !== null)
    context.output.note(
      `What kept the worker (pid ${orphan.pid}) running was killed. It is taken over as it runs.`,
    );
  const { exitCode, said } = await startSupervisor(context);
  const already = exitCode === problems.state_refused.exit && (await isKeptSoon(context));
  if (exitCode === 0) await untilWorkerSettled(context);
  else if (!already) {
    process.stderr.write(said);
    return exitCode;
  }
  return tell(context, { repaired, already });
}

const keptWithinMs = 15_000;
const lookEveryMs = 50;

/** Another start at the same moment may have been first: then its worker is the one that was asked for. */
async function isKeptSoon({ layout, clock }: CliContext): Promise<boolean> {
  const endMs = clock.bootMs() + keptWithinMs;
  while (clock.bootMs() < endMs) {
    const by = workerKeeper(layout)?.by;
    if ((by === 'up' || by === 'supervisor') && liveProcess(layout.workerRecord) !== null) return true;
    await clock.sleep(lookEveryMs);
  }
  return false;
}

/** Returns when its worker runs, or with the exit code and the words of what could not start. */
async function startSupervisor(context: CliContext): Promise<{ exitCode: number; said: string }> {
  const { layout } = context;
  const { path } = await context.loadConfig();
  const file = outputFile(layout.logs, 'worker supervise');
  const before = [file, outputFile(layout.logs, 'worker run')].map((each) => [each, sizeOf(each)] as const);
  const supervisor = await startPart(context, 'worker supervise', { configPath: path, output: 'file' });
  const started = await untilRecorded(context, layout.supervisorRecord, supervisor);
  supervisor.leaveAlone();
  if (started.kind === 'started') return { exitCode: 0, said: '' };
  const said = before.map(([each, size]) => readIfThere(each)?.slice(size) ?? '').join('');
  return { exitCode: started.exitCode, said };
}

const sizeOf = (path: string): number => readIfThere(path)?.length ?? 0;

function tell(
  { layout, output }: CliContext,
  { repaired, already }: { repaired: readonly Repair[]; already: boolean },
): number {
  const pid = liveProcess(layout.workerRecord)?.pid ?? null;
  const keeper = workerKeeper(layout);
  if (output.json)
    output.value({ pid, supervisorPid: keeper?.pid ?? null, keptBy: keeper?.by ?? null, already, repaired });
  else {
    for (const line of repairLines(repaired)) output.line(line);
    output.line(whoKeeps(layout, 'tells'));
  }
  return 0;
}
