import type { ProcessInfo } from './process.ts';

/** One line of `ps -o pid=,ppid=,pgid=,sess=,stat=,tty=,lstart=,comm=`; lstart has five words in the C locale. */
export function parsePsLine(line: string): ProcessInfo | null {
  const form = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/;
  const match = form.exec(line.trimEnd());
  if (match === null) return null;
  const [, pid, ppid, pgid, session = '', state = '', terminal = '', startTime = '', command = ''] = match;
  return {
    pid: Number(pid),
    ppid: Number(ppid),
    pgid: Number(pgid),
    // macOS prints 0 or a kernel address: the group has to stand in.
    sid: Number(session) || Number(pgid),
    state: state.slice(0, 1),
    // The guard writes it from sh, with one `_` for each run of blanks.
    startTime: startTime.replaceAll(/\s+/g, '_'),
    terminal: terminal.startsWith('?') ? null : terminal,
    command,
  };
}

/** `lsof -Fpn`: a line `p<pid>` and then `n<path>` for each process. */
export function parseWorkingDirectories(lines: readonly string[]): Map<number, string> {
  const directories = new Map<number, string>();
  let pid = 0;
  for (const line of lines) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('n')) directories.set(pid, line.slice(1));
  }
  return directories;
}
