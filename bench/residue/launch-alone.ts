import { mkdirSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { personEnvironment } from '../../src/config/environment.ts';
import { sessionLayout } from '../../src/config/state-layout.ts';
import { systemClock } from '../../src/edge/clock.ts';
import type { CellRecord } from '../../src/edge/containment/cell.ts';
import { openCell } from '../../src/edge/containment/open-cell.ts';
import { bootId } from '../../src/edge/processes/identity.ts';
import { launchGuarded } from '../../src/worker/guard/launch-guarded.ts';
import type { StopReceipt } from '../../src/worker/stop/stop-receipt.ts';
import { stopSession } from '../../src/worker/stop/stop-session.ts';

export interface LaunchAlone {
  folder: string;
  sessionId: string;
  argv: readonly string[];
  containment: CellRecord;
  graceMs: number;
}

/** The worker's own launch without a control plane. Returns the worker's own stop. */
export async function launchAlone(launch: LaunchAlone): Promise<() => Promise<StopReceipt>> {
  const { folder, sessionId, argv, containment, graceMs } = launch;
  const layout = sessionLayout(join(folder, 'session'));
  const workspace = join(folder, 'workspace');
  for (const path of [layout.directory, workspace]) mkdirSync(path, { recursive: true });
  const session = { sessionId, workspace, socket: join(folder, 'sock'), env: personEnvironment(), graceMs };
  const deadline = { bootId: bootId(), deadlineBootSeconds: uptime() + 600 };
  const transcriptBytes = 10 * 1024 ** 2;
  await launchGuarded({
    ...session,
    layout,
    argv,
    cell: openCell(containment),
    deadline,
    transcriptBytes,
  });
  return () => stopSession({ ...session, paths: layout, containment, clock: systemClock });
}
