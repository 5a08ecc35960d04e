/** Timers take no more: 24 days. */
const longestMs = 2 ** 31 - 1;

/**
 * How long to wait by a header Retry-After (RFC 9110, 10.2.3): seconds, or an HTTP date, which is compared with the
 * answer's own Date, since the clocks may differ. Milliseconds; null when it says nothing that is understood.
 * @param nowMs wall clock, for an answer without a Date.
 */
export function retryAfterMs(
  header: string | null,
  { date, nowMs }: { date: string | null; nowMs: number },
): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Math.min(longestMs, Number(header) * 1_000);
  if (!/\d{2}:\d{2}:\d{2}/.test(header)) return null;
  const untilMs = Date.parse(header);
  const sentMs = Date.parse(date ?? '');
  if (Number.isNaN(untilMs)) return null;
  return Math.min(longestMs, Math.max(0, untilMs - (Number.isNaN(sentMs) ? nowMs : sentMs)));
}
