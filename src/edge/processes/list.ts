import { platform } from 'node:os';
import { linuxEnvironment, linuxWorkingDirectory, listLinuxProcesses } from './linux.ts';
import { listMacosProcesses, macosEnvironments, macosWorkingDirectories } from './macos.ts';
import type { ProcessInfo } from './process.ts';

export type ProcessListing = { kind: 'listed'; processes: ProcessInfo[] } | { kind: 'unknown'; why: string };

/** Every process that this user may see, without the kernel's own threads. */
export async function listProcesses(): Promise<ProcessListing> {
  try {
    const processes = platform() === 'darwin' ? await listMacosProcesses() : listLinuxProcesses();
    return { kind: 'listed', processes };
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

/** What a process says of itself. Null where this user may not see it: then it is not ours either. */
export interface ProcessDetails {
  environment(pid: number): readonly string[] | null;
  workingDirectory(pid: number): string | null;
}

/** Linux reads each on demand; macOS asks once for all. */
export async function readDetails(): Promise<ProcessDetails> {
  if (platform() !== 'darwin')
    return { environment: linuxEnvironment, workingDirectory: linuxWorkingDirectory };
  const [environments, directories] = await Promise.all([macosEnvironments(), macosWorkingDirectories()]);
  return {
    environment: (pid) => environments.get(pid) ?? [],
    workingDirectory: (pid) => directories.get(pid) ?? null,
  };
}
