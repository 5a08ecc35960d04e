import { rmSync } from 'node:fs';
import { personEnvironment } from '../../config/environment.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { writeWhole } from '../../edge/files.ts';
import { startWorker } from '../../worker/main.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { openDaemonLog } from '../daemon/open-daemon-log.ts';
import { forgetThisProcess, recordThisProcess } from '../daemon/process-record.ts';
import { reportWorkerStatus } from '../daemon/report-worker-status.ts';
import { StopSignals } from '../daemon/stop-signals.ts';
import { listenOnSocket } from '../daemon/worker-socket.ts';
import { forgetWorkerStatus } from '../daemon/worker-status-file.ts';
import { workersControlPlane } from '../instance/workers-control-plane.ts';

/** The worker until a signal: SIGTERM keeps its sessions, Ctrl-C and SIGUSR2 (`down`) stop them with proof first. */
export async function runWorker(context: CliContext): Promise<number> {
  const { layout, clock, output } = context;
  const { config } = await context.loadConfig();
  const controlPlane = workersControlPlane(layout, config);
  const log = openDaemonLog(layout, config, 'worker');
  const signals = new StopSignals(clock);
  const worker = await startWorker({
    layout,
    config,
    controlPlaneUrl: controlPlane.url,
    token: controlPlane.token,
    environment: personEnvironment(),
    clock,
    log,
  });
  await recordOrStop(layout, worker);
  const socket = await listenOnSocket(worker, layout, log);
  const status = reportWorkerStatus({ worker, layout, clock, log }).start();
  output.note(`The worker ${worker.id} runs with a capacity of ${config.worker.capacity}`);
  const keepSessions = (await signals.next()) === 'SIGTERM';
  await socket.close();
  await worker.stop({ keepSessions });
  await status.stop();
  forgetWorkerStatus(layout);
  forgetThisProcess(layout.workerRecord);
  rmSync(layout.workerPid, { force: true });
  return 0;
}

/** Unrecorded, neither `down` nor `worker status` would find it. Its sessions go on, and the next worker adopts them. */
async function recordOrStop(layout: StateLayout, worker: Worker): Promise<void> {
  try {
    writeWhole(layout.workerPid, `${process.pid}\n`);
    recordThisProcess(layout.workerRecord);
  } catch (error) {
    await worker.stop({ keepSessions: true });
    throw error;
  }
}
