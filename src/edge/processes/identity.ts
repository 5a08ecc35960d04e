import { platform } from 'node:os';
import { linuxBootId, readLinuxProcess } from './linux.ts';
import { macosBootId, readMacosProcess } from './macos.ts';
import type { ProcessReading } from './process.ts';

/** What tells one process from every other, also after its pid is used again. */
export interface ProcessIdentity {
  bootId: string;
  pid: number;
  /** Linux: clock ticks since boot. macOS: `ps lstart`, one-second grain. */
  startTime: string;
}

/** One process for ever, as a key. */
export const identityKey = ({ bootId, pid, startTime }: ProcessIdentity): string =>
  `${bootId} ${pid} ${startTime}`;

export type Aliveness = 'alive' | 'dead' | 'unknown';

/** The identity of a process that lives now; null when there is none or it cannot be read. */
export function readIdentity(pid: number): ProcessIdentity | null {
  const reading = readProcess(pid);
  if (reading.kind !== 'read' || isZombie(reading.process.state)) return null;
  return { bootId: bootId(), pid, startTime: reading.process.startTime };
}

/** Whether that very process lives. A zombie is dead; what could not be read is unknown. */
export function aliveness(identity: ProcessIdentity): Aliveness {
  if (identity.bootId !== bootId()) return 'dead';
  const reading = readProcess(identity.pid);
  switch (reading.kind) {
    case 'none':
      return 'dead';
    case 'unknown':
      return 'unknown';
    case 'read':
      return reading.process.startTime === identity.startTime && !isZombie(reading.process.state)
        ? 'alive'
        : 'dead';
  }
}

/** Who started that very process, or got it as an orphan; null unless it lives. */
export function parentOf(identity: ProcessIdentity): number | null {
  const reading = readProcess(identity.pid);
  if (reading.kind !== 'read' || aliveness(identity) !== 'alive') return null;
  return reading.process.ppid;
}

/** Z and X of `ps`: ended, and only waiting for its parent. */
export const isZombie = (state: string): boolean => state === 'Z' || state === 'X' || state === 'x';

const isMacos = platform() === 'darwin';
let knownBootId: string | null = null;

/** Names this run of the machine: changes with every boot. */
export function bootId(): string {
  knownBootId ??= isMacos ? macosBootId() : linuxBootId();
  return knownBootId;
}

const readProcess = (pid: number): ProcessReading =>
  isMacos ? readMacosProcess(pid) : readLinuxProcess(pid);
