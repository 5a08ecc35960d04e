import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hasCode } from '../files.ts';
import { isKernelThread, parseProcStat } from './proc-stat.ts';
import type { ProcessInfo, ProcessReading } from './process.ts';

export const linuxBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

export function readLinuxProcess(pid: number): ProcessReading {
  const stat = readProcFile(`/proc/${pid}/stat`);
  if (stat.kind !== 'read') return stat;
  const process = parseProcStat(stat.text);
  return process === null
    ? { kind: 'unknown', why: `/proc/${pid}/stat has an unknown form` }
    : { kind: 'read', process };
}

/** All but the kernel's own threads, which are nobody's: on a quiet machine they are the most. */
export function listLinuxProcesses(): ProcessInfo[] {
  return linuxPids().flatMap((pid) => {
    const stat = readProcFile(`/proc/${pid}/stat`);
    if (stat.kind !== 'read' || isKernelThread(stat.text)) return [];
    return parseProcStat(stat.text) ?? [];
  });
}

export const linuxPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Empty when it is gone; null when it belongs to another user. */
export function linuxEnvironment(pid: number): string[] | null {
  const file = readProcFile(`/proc/${pid}/environ`);
  if (file.kind === 'unknown') return null;
  return file.kind === 'read' ? file.text.split('\0') : [];
}

/** Null as well where it is too long for the kernel to name (a page): one such process must not blind every look. */
export function linuxWorkingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (notTold.some((code) => hasCode(error, code))) return null;
    throw error;
  }
}

type ProcFile = { kind: 'read'; text: string } | { kind: 'none' } | { kind: 'unknown'; why: string };

function readProcFile(path: string): ProcFile {
  try {
    return { kind: 'read', text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return { kind: 'none' };
    return {
      kind: 'unknown',
      why: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** It is gone, another user's, or too long. */
const notTold = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENAMETOOLONG'];
