import { platform } from 'node:os';
import { linuxEnvironment, linuxPids, readLinuxProcess } from './linux.ts';
import { listMacosProcesses, macosEnvironments } from './macos.ts';
import type { ProcessInfo } from './process.ts';

/** One moment's processes, each read when it is asked for. */
export interface ProcessSource {
  pids(): readonly number[];
  /** Null when it is gone. */
  read(pid: number): Pick<ProcessInfo, 'ppid' | 'sid' | 'startTime'> | null;
  /** Empty where this user may not see it. */
  environment(pid: number): readonly string[];
}

/** Linux reads on demand; macOS asks ps for all. Rejects when ps fails. */
export async function processSource(): Promise<ProcessSource> {
  return platform() === 'darwin' ? macosSource() : linuxSource;
}

const linuxSource: ProcessSource = {
  pids: linuxPids,
  read: (pid) => {
    const reading = readLinuxProcess(pid);
    return reading.kind === 'read' ? reading.process : null;
  },
  environment: (pid) => linuxEnvironment(pid) ?? [],
};

async function macosSource(): Promise<ProcessSource> {
  const [processes, environments] = await Promise.all([listMacosProcesses(), macosEnvironments()]);
  const byPid = new Map(processes.map((each) => [each.pid, each]));
  return {
    pids: () => [...byPid.keys()],
    read: (pid) => byPid.get(pid) ?? null,
    environment: (pid) => environments.get(pid) ?? [],
  };
}
