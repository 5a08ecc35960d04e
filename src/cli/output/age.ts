/** How long something has lasted: `now`, `40s`, `3m`, `5h`, `12d`. */
export function age(time: string, nowMs: number): string {
  const seconds = Math.floor((nowMs - Date.parse(time)) / 1_000);
  if (seconds < 1) return 'now';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** The same, as a point in time: `just now`, `3m ago`. */
export function ago(time: string, nowMs: number): string {
  const text = age(time, nowMs);
  return text === 'now' ? 'just now' : `${text} ago`;
}
