import { personEnvironment } from '../../config/environment.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { standsStill } from '../../core/loop-progress.ts';
import { startWorker } from '../../worker/main.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { leaveLostPlace } from '../daemon/leave-lost-place.ts';
import { openDaemonLog } from '../daemon/open-daemon-log.ts';
import type { Keeper } from '../daemon/process-record.ts';
import { forgetWorker, recordWorker } from '../daemon/record-worker.ts';
import { reportWorkerStatus } from '../daemon/report-worker-status.ts';
import { serveMetrics } from '../daemon/serve-metrics.ts';
import { StopSignals } from '../daemon/stop-signals.ts';
import { takeOver } from '../daemon/take-over.ts';
import { tellSystemd } from '../daemon/tell-systemd.ts';
import { untilTold } from '../daemon/until-told.ts';
import { listenOnSocket } from '../daemon/worker-socket.ts';
import { workersControlPlane } from '../instance/workers-control-plane.ts';

/**
 * The worker until a signal: SIGTERM keeps its sessions, Ctrl-C and SIGUSR2 (`down`) stop them with proof first. Without
 * its state directory it can act for nobody: it stops its sessions and leaves, exit 1.
 */
export async function runWorker(context: CliContext, keptBy: Keeper): Promise<number> {
  const { layout, clock, output } = context;
  const { config } = await context.loadConfig();
  await takeOver(context);
  const log = openDaemonLog(layout, config, 'worker');
  const { url, ...how } = await workersControlPlane(layout, config, log);
  const signals = new StopSignals(clock);
  const worker = await startWorker({
    layout,
    config,
    controlPlaneUrl: url,
    ...how,
    environment: personEnvironment(),
    clock,
    log,
  });
  await recordOrStop(layout, worker, keptBy);
  const socket = await listenOnSocket(worker, { layout, clock, log });
  const { metricsListen } = config.worker;
  const endMetrics = metricsListen === null ? null : await serveMetrics(worker, metricsListen, log);
  const status = reportWorkerStatus({ worker, layout, clock, log, keptBy }).start();
  const moves = () => !worker.loops().some((loop) => standsStill(loop, clock.monotonicMs()));
  const telling = tellSystemd({ clock, moves, say: output.note });
  output.note(`The worker ${worker.id} runs with a capacity of ${config.worker.capacity}`);
  const told = await untilTold(signals, () => worker.isInPlace());
  if (told === 'place_lost') return leaveLostPlace(context, { worker, log, graceMs: config.session.graceMs });
  await socket.close();
  endMetrics?.();
  await worker.stop({ keepSessions: told === 'SIGTERM' });
  await status.stop();
  await telling?.stop();
  forgetWorker(layout);
  return 0;
}

/** Unrecorded, neither `down` nor `worker status` would find it. Its sessions go on, and the next worker adopts them. */
async function recordOrStop(layout: StateLayout, worker: Worker, keptBy: Keeper): Promise<void> {
  try {
    recordWorker(layout, keptBy);
  } catch (error) {
    await worker.stop({ keepSessions: true });
    throw error;
  }
}
