import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatSize } from '../../config/size.ts';
import { isDiskLow } from '../../core/disk.ts';
import type { Finding, Known } from '../../core/doctor/finding.ts';
import { judgeContainment, judgeDisk } from '../../core/doctor/judge-host.ts';
import { holdings } from '../../core/reclaim.ts';
import type { Tier } from '../../core/tier.ts';
import { probeContainment } from '../../edge/containment/probe.ts';
import { readDiskSpace } from '../../edge/disk-space.ts';
import { readIfThere } from '../../edge/files.ts';
import { openLog } from '../../edge/log.ts';
import { findHoldings } from '../../worker/reclaim/find-holdings.ts';
import type { DoctorPlace } from './doctor-place.ts';

/** A trial: a cgroup of its own is made and removed again. It takes no name that a worker's sessions have. */
export async function checkContainment({ config, clock, env }: DoctorPlace): Promise<Finding[]> {
  const { containment: wanted } = config.worker;
  const host = await known(
    async (): Promise<{ tier: Tier; sentence: string }> =>
      probeContainment({ installation: `doctor${process.pid}`, clock, env, wanted }),
  );
  return judgeContainment({ wanted, host });
}

export async function checkDisk(place: DoctorPlace): Promise<Finding[]> {
  const { layout, config } = place;
  const floorBytes = config.retention.minFreeDiskBytes;
  const space = await known(() => readDiskSpace(nearest(layout.root)));
  const isShort =
    space.kind === 'known' && isDiskLow(space.value, { floorBytes: 2 * floorBytes, wasLow: false });
  const reclaimableBytes = isShort ? await reclaimable(place) : null;
  return judgeDisk({ path: layout.root, space, floorBytes, reclaimableBytes, format: formatSize });
}

/** A state directory that is not there yet will be on the disk of the folder above it. */
const nearest = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));

/** Only where it matters: it measures everything that is kept. */
async function reclaimable({ layout, clock, config, env }: DoctorPlace): Promise<number | null> {
  const workerId = readIfThere(layout.workerId)?.trim() ?? null;
  const place = { layout, clock, config, environment: env, workerId, log: openLog(null, 'silent') };
  const found = await known(() => Promise.all(holdings.map((holding) => findHoldings(place, holding))));
  if (found.kind === 'unknown') return null;
  return found.value.flat().reduce((sum, { mayGo, bytes }) => sum + (mayGo ? bytes : 0), 0);
}

async function known<T>(look: () => Promise<T>): Promise<Known<T>> {
  try {
    return { kind: 'known', value: await look() };
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}
