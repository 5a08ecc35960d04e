/** What is left of the calls that GitHub takes within an hour, as its last answer said. */
export interface Quota {
  limit: number;
  remaining: number;
  /** By this machine's wall clock, milliseconds. */
  resetAtMs: number;
}

export type Headers = Readonly<Record<string, string | number | undefined>>;

export const numberIn = (headers: Headers, name: string): number | null => {
  const value = headers[name];
  return value === undefined || !/^\d+$/.test(String(value)) ? null : Number(value);
};

/** Search and others have quotas of their own. */
const countedResource = 'core';

/**
 * Null when the answer says nothing of it, or is about another quota: a server of one's own may have no limit. The reset is
 * taken from the answer's own Date, since the clocks may differ.
 * @param nowMs wall clock.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function quotaIn(headers: Headers, nowMs: number): Quota | null {
  if ((headers['x-ratelimit-resource'] ?? countedResource) !== countedResource) return null;
  const limit = numberIn(headers, 'x-ratelimit-limit');
  const remaining = numberIn(headers, 'x-ratelimit-remaining');
  const reset = numberIn(headers, 'x-ratelimit-reset');
  if (limit === null || remaining === null || reset === null) return null;
  const sentMs = Date.parse(String(headers.date ?? ''));
  const resetAtMs = reset * 1_000 + (Number.isNaN(sentMs) ? 0 : nowMs - sentMs);
  return isTime(resetAtMs) ? { limit, remaining, resetAtMs } : null;
}

const isTime = (ms: number): boolean => !Number.isNaN(new Date(ms).getTime());
