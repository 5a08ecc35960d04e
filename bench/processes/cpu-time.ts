import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second for every program (proc_pid_stat(5), USER_HZ). */
const tickMs = 10;

/** CPU time of a process and of the children it has waited for, in milliseconds; 10 ms grain. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // utime, stime, cutime, cstime are fields 14 to 17; the third comes first here.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMs;
}
