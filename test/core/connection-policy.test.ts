import { expect, test } from 'vitest';
import { callBackoff } from '../../src/core/backoff.ts';
import { connectionPolicy } from '../../src/core/connection-policy.ts';

const everyMs = (url: string) => connectionPolicy(new URL(url).hostname).probeEveryMs;

test.each([
  'http://127.0.0.1:7420',
  'http://127.8.9.1',
  'http://localhost:1',
  'http://a.localhost',
  'http://[::1]:1',
])('on this machine, as at %s, it is looked for every second', (url) => expect(everyMs(url)).toBe(1_000));

test.each([
  'https://planeguard.example',
  'http://10.0.0.1',
  'http://[fd00::1]',
  'http://localhost.example',
  'http://128.0.0.1',
])('elsewhere, as at %s, every 5 s', (url) => expect(everyMs(url)).toBe(5_000));

test.each(['http://127.0.0.1:7420', 'https://planeguard.example'])(
  'a poll that %s swallowed, and the first pause after it, are over within 6 s',
  (url) => {
    const { holdMs, graceMs, probeWithinMs, probeEveryMs } = connectionPolicy(new URL(url).hostname);
    expect(holdMs + graceMs + callBackoff.baseMs).toBeLessThan(6_000);
    expect(probeWithinMs).toBeLessThanOrEqual(probeEveryMs);
  },
);
