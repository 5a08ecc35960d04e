import { expect, test } from 'vitest';
import { z } from 'zod';
import { startControlPlane } from './control-plane.ts';
import { FaultProxy } from './fault-proxy.ts';
import { type Fault, faults } from './faults.ts';
import { newRequest } from './worker-calls.ts';

const problem = z.object({ code: z.string().optional() });
const patienceMs = 400;

/** What a caller without much patience sees. */
const seenBy: Record<Fault, string | RegExp> = {
  refuse: 'ECONNREFUSED',
  silent: 'TimeoutError',
  drip: 'TimeoutError',
  cut: /terminated|other side closed|UND_ERR_SOCKET/,
  lost_answer: 'UND_ERR_SOCKET',
  reset: 'ECONNRESET',
  '401': '401 unauthorized',
  '403': '403 forbidden',
  '404': '404 undefined',
  '409': '409 undefined',
  '410': '410 undefined',
  '429': '429 unavailable',
  '500': '500 internal',
  '502_html': 'SyntaxError',
  '200_html': 'SyntaxError',
  truncated_json: 'SyntaxError',
  endless_json: /TimeoutError|terminated/,
  other_version: '200 undefined',
  other_database: '401 unauthorized',
};

test.each(faults)('%s is what a caller meets, once, and is over then', async (fault) => {
  const [plane, other] = await Promise.all([startControlPlane(), startControlPlane()]);
  const proxy = await FaultProxy.open({ target: () => plane.url, other: () => other.url });
  expect(await outcome(proxy, plane.operatorToken)).toBe('200 undefined');
  const struck = await proxy.strike({ fault, ...(fault === 'refuse' ? {} : { times: 1 }) });
  expect(await outcome(proxy, plane.operatorToken)).toMatch(seenBy[fault]);
  if (fault === 'refuse') await struck.end();
  else expect(struck.met).toEqual(['GET /v1/requests']);
  expect(await outcome(proxy, plane.operatorToken)).toBe('200 undefined');
});

test('what is forwarded takes effect, and only then its answer is lost', async () => {
  const plane = await startControlPlane();
  const proxy = await FaultProxy.open({ target: () => plane.url });
  await proxy.strike({ fault: 'lost_answer', route: 'POST /v1/requests' });
  const asked = fetch(new URL('/v1/requests', proxy.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${plane.operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(newRequest),
  });
  await expect(asked).rejects.toThrow('fetch failed');
  expect((await plane.operator('GET', '/v1/requests')).body.items).toHaveLength(1);
});

test('silence also holds back the answer of a call that was under way', async () => {
  const plane = await startControlPlane();
  const proxy = await FaultProxy.open({ target: () => plane.url });
  const waiting = fetch(new URL('/v1/events', proxy.url), {
    headers: { authorization: `Bearer ${plane.operatorToken}` },
    signal: AbortSignal.timeout(patienceMs),
  });
  const struck = await proxy.strike({ fault: 'silent' });
  await expect(waiting).rejects.toThrow('timeout');
  await struck.end();
  expect(await outcome(proxy, plane.operatorToken)).toBe('200 undefined');
});

async function outcome(proxy: FaultProxy, token: string): Promise<string> {
  try {
    const response = await fetch(new URL('/v1/requests', proxy.url), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    const { code } = problem.parse(await response.json());
    return `${response.status} ${code}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? error.cause : error;
    return 'code' in cause && typeof cause.code === 'string' ? cause.code : `${cause.name} ${cause.message}`;
  }
}
