/** One process as the kernel lists it. */
export interface ProcessInfo {
  pid: number;
  ppid: number;
  pgid: number;
  sid: number;
  /** One letter, as `ps` prints it. */
  state: string;
  startTime: string;
  /** Device number (Linux) or name (macOS) of its controlling terminal; null without one. */
  terminal: string | null;
  command: string;
}

export type ProcessReading =
  | { kind: 'read'; process: ProcessInfo }
  | { kind: 'none' }
  | { kind: 'unknown'; why: string };
