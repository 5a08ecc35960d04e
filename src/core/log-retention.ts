/** What one log may take of what all may take: a live session's transcript, or a daemon's log. */
export const oneLogBytes = (logsBytes: number): number => Math.floor(logsBytes / 10);

/** The directory of a session that is over and keeps no workspace: its transcript and receipts. */
export interface EndedSession {
  id: string;
  /** When it was last written to; wall clock. */
  atMs: number;
  bytes: number;
}

export interface LogRetention {
  /** What all of them together may take. */
  bytes: number;
  ageMs: number;
}

/** Those whose time is over, and the oldest beyond what all together may take. The oldest come first. */
export function expiredSessions(
  ended: readonly EndedSession[],
  { bytes, ageMs }: LogRetention,
  nowMs: number,
): EndedSession[] {
  const newestFirst = [...ended].sort((a, b) => b.atMs - a.atMs);
  let sum = 0;
  const expired = newestFirst.filter((each) => {
    sum += each.bytes;
    return sum > bytes || nowMs - each.atMs > ageMs;
  });
  return expired.reverse();
}
