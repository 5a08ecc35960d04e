import os from 'node:os';
import { hrtime } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The only source of time. Product code gets one as an argument; tests pass their own. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. For people and records. */
  nowMs(): number;
  /** Milliseconds since boot, suspend included. For leases and deadlines; 10 ms grain. */
  bootMs(): number;
  /** Milliseconds of a clock that never jumps. For measuring durations only. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  bootMs: () => os.uptime() * 1000,
  monotonicMs: () => Number(hrtime.bigint() / 1000n) / 1000,
  sleep: async (ms, signal) => {
    const options = signal ? { signal } : {};
    await sleep(Math.min(ms, longestTimerMs), undefined, options).catch(ignoreAbort);
  },
};

/** Node fires what is longer at once. */
const longestTimerMs = 2 ** 31 - 1;

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}

/** Resolves once the input that has already arrived was read: callers that come together can be served together. */
export const afterInput = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** A wall-clock time as it is stored and shown. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
