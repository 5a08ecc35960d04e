import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hasCode } from '../../src/edge/files.ts';

/** Gone, or somebody else's. */
const unreadable = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'];

export interface NamedProcess {
  pid: number;
  command: string;
}

/** Processes with `text` in their environment, arguments or working directory; this one and its workers excepted. */
export function processesNaming(text: string): NamedProcess[] {
  if (process.platform !== 'linux') return listedProcesses(text);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return describeProcesses(pids.map(Number), (seen) => seen.includes(text));
}

/** Zombies have no command and are left out: they are gone, only not yet collected. */
export function describeProcesses(
  pids: readonly number[],
  isWanted = (_seen: string) => true,
): NamedProcess[] {
  return pids.flatMap((pid) => {
    const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
    const seen = [read(`/proc/${pid}/environ`), command, read(`/proc/${pid}/cwd`)].join('\0');
    const isOurs = command !== '' && !isTestRunner(pid, command) && isWanted(seen);
    return isOurs ? [{ pid, command: `${command.slice(0, 200)}${origin(seen)}` }] : [];
  });
}

function isTestRunner(pid: number, command: string): boolean {
  return pid === process.pid || command.includes('node_modules/vitest/');
}

/** The test file that started it, if the process kept its environment (mark-children.ts). */
function origin(seen: string): string {
  const file = /(?:^|\0)STARTED_BY_TEST=([^\0]*)/.exec(seen)?.[1];
  return file === undefined ? '' : ` (started by ${file})`;
}

/** Empty when unreadable: then it is not ours. */
function read(path: string): string {
  try {
    return path.endsWith('/cwd') ? readlinkSync(path) : readFileSync(path, 'utf8');
  } catch (error) {
    if (unreadable.some((code) => hasCode(error, code))) return '';
    throw error;
  }
}

/** macOS: `-E` adds the environment, except of programs that Apple signed. */
function listedProcesses(text: string): NamedProcess[] {
  const lines = execFileSync('ps', ['-axwwE', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes(text))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().slice(0, 200) }))
    .filter(({ pid, command }) => !isTestRunner(pid, command));
}
