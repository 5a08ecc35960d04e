import { rmSync } from 'node:fs';
import type { StateLayout } from '../../config/state-layout.ts';
import { readIfLegible, writeWhole } from '../../edge/files.ts';
import { forgetThisProcess, type Keeper, recordsThisProcess, recordThisProcess } from './process-record.ts';
import { forgetWorkerStatus } from './worker-status-file.ts';

/** Writes down that this process is the worker: its pid for people, its identity for commands. */
export function recordWorker(layout: StateLayout, keptBy: Keeper): void {
  writeWhole(layout.workerPid, ownPid());
  recordThisProcess(layout.workerRecord, { keptBy });
}

/** Whatever became of them meanwhile, the worker's records are its own while it holds the lock. */
export function stayRecorded(layout: StateLayout, keptBy: Keeper): void {
  if (readIfLegible(layout.workerPid) !== ownPid()) writeWhole(layout.workerPid, ownPid());
  if (!recordsThisProcess(layout.workerRecord)) recordThisProcess(layout.workerRecord, { keptBy });
}

/** Whoever leaves in order takes its records along. */
export function forgetWorker(layout: StateLayout): void {
  forgetWorkerStatus(layout);
  if (readIfLegible(layout.workerPid) === ownPid()) rmSync(layout.workerPid, { force: true });
  forgetThisProcess(layout.workerRecord);
}

const ownPid = (): string => `${process.pid}\n`;
