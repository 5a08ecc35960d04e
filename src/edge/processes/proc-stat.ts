import type { ProcessInfo } from './process.ts';

/**
 * Parses /proc/PID/stat (proc_pid_stat(5)); null when it has another form.
 * The command may itself contain spaces and brackets: the fields begin after the last `)`.
 */
export function parseProcStat(text: string): ProcessInfo | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  const [state, ppid, pgid, sid, terminal] = fields;
  const startTime = fields[19];
  const pid = Number(text.slice(0, open));
  if (state === undefined || startTime === undefined || !Number.isInteger(pid)) return null;
  return {
    pid,
    ppid: Number(ppid),
    pgid: Number(pgid),
    sid: Number(sid),
    state,
    startTime,
    terminal: terminal === undefined || terminal === '0' ? null : terminal,
    command: text.slice(open + 1, close),
  };
}

/** PF_KTHREAD of include/linux/sched.h: a thread of the kernel's own, without environment and working directory. */
const kernelThread = 0x0020_0000;

export function isKernelThread(stat: string): boolean {
  const flags = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 7)[6];
  return (Number(flags) & kernelThread) !== 0;
}
