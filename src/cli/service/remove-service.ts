import { rmSync } from 'node:fs';
import type { StateLayout } from '../../config/state-layout.ts';
import type { InitSystem } from '../../edge/service/init-system.ts';
import { forgetServiceRecord } from './service-record.ts';

/** Stops a service and takes its unit file away. Idempotent. */
export async function removeService(layout: StateLayout, manager: InitSystem, name: string): Promise<void> {
  await manager.unload(name);
  rmSync(manager.fileOf(name), { force: true });
  await manager.forget();
  forgetServiceRecord(layout);
}
