import { readSync, run } from '../exec.ts';
import type { ProcessInfo, ProcessReading } from './process.ts';
import { parsePsLine, parseWorkingDirectories } from './ps-output.ts';

// Best effort: written after ps(1), sysctl(8) and lsof(8) of macOS 14; not run on a Mac.

const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
const columns = 'pid=,ppid=,pgid=,sess=,stat=,tty=,lstart=,comm=';

/** kern.boottime follows the wall clock; the session's uuid does not. */
export function macosBootId(): string {
  const id = readSync('sysctl', ['-n', 'kern.bootsessionuuid'], env);
  if (id === null) throw new Error('sysctl kern.bootsessionuuid gives no answer');
  return id.trim();
}

/** `ps` fails for a pid that does not exist; it has no other word for it. */
export function readMacosProcess(pid: number): ProcessReading {
  const line = readSync('ps', ['-o', columns, '-p', String(pid)], env);
  if (line === null)
    return readSync('ps', ['-o', 'pid=', '-p', '1'], env) === null ? blind : { kind: 'none' };
  const process = parsePsLine(line);
  return process === null ? blind : { kind: 'read', process };
}

const blind: ProcessReading = { kind: 'unknown', why: 'ps gives no usable answer' };

export async function listMacosProcesses(): Promise<ProcessInfo[]> {
  const lines = await linesOf('ps', ['-axo', columns]);
  return lines.flatMap((line) => parsePsLine(line) ?? []);
}

/** The words after each command. Apple-signed programs hide theirs since Big Sur. */
export async function macosEnvironments(): Promise<Map<number, readonly string[]>> {
  const lines = await linesOf('ps', ['-axEww', '-o', 'pid=,command=']);
  return new Map(
    lines.map((line) => {
      const [pid, ...words] = line.trim().split(' ');
      return [Number(pid), words];
    }),
  );
}

export async function macosWorkingDirectories(): Promise<Map<number, string>> {
  return parseWorkingDirectories(await linesOf('lsof', ['-a', '-d', 'cwd', '-Fpn', '-w']));
}

/** lsof exits 1 when one of many processes was not readable: what it printed counts. */
async function linesOf(program: string, args: readonly string[]): Promise<string[]> {
  const result = await run(program, args, { env, timeoutMs: 10_000 });
  if (result.failure !== 'none' && result.stdout === '')
    throw new Error(`${program} failed: ${result.failure}`);
  return result.stdout.split('\n').filter((line) => line !== '');
}
