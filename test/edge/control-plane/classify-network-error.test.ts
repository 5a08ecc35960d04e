import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { classifyNetworkError } from '../../../src/edge/control-plane/classify-network-error.ts';
import { Connections } from '../../../src/edge/control-plane/connections.ts';

const coded = (code: string) => Object.assign(new Error('what the system says'), { code });

test.each([
  ['ECONNREFUSED', 'transient', 'nobody listens there'],
  ['ECONNRESET', 'transient', 'the connection was cut'],
  ['ETIMEDOUT', 'transient', 'no connection in time'],
  ['ENOTFOUND', 'transient', 'the name is not known'],
  ['EAI_AGAIN', 'transient', 'the name cannot be looked up now'],
  ['ENETUNREACH', 'transient', 'no way to the network'],
  ['EMFILE', 'transient', 'EMFILE'],
  ['CERT_HAS_EXPIRED', 'misconfigured', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'misconfigured', 'its certificate is not trusted here'],
  ['ERR_INVALID_URL', 'misconfigured', 'the URL is not valid'],
])('%s is %s', (code, failure, why) => {
  const told = classifyNetworkError(coded(code));
  expect(told.failure).toBe(failure);
  expect(told.why).toContain(why);
  expect(told.why).toContain(code);
});

test('what is below a wrapping error counts', () => {
  const wrapped = new TypeError('fetch failed', { cause: coded('ECONNREFUSED') });
  expect(classifyNetworkError(wrapped).why).toContain('ECONNREFUSED');
});

test('an error without a code is tried again', () => {
  expect(classifyNetworkError(new Error('odd'))).toEqual({ failure: 'transient', why: 'odd' });
  expect(classifyNetworkError('odd')).toEqual({ failure: 'transient', why: 'odd' });
});

/** What a real connection to a server that does this to it says. */
async function errorOf(url: string): Promise<unknown> {
  const { transport } = new Connections();
  const sent = { method: 'GET' as const, headers: {}, signal: new AbortController().signal };
  return transport(new URL(url), sent).then(
    () => new Error('it answered'),
    (error: unknown) => error,
  );
}

async function listening(greeting: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(greeting));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return address.port;
}

test('real servers are told apart: nobody, one that speaks no HTTP, one without TLS, one that hangs up', async () => {
  expect(classifyNetworkError(await errorOf('http://127.0.0.1:9'))).toMatchObject({ failure: 'transient' });
  const ssh = await listening('SSH-2.0-OpenSSH_9.2\r\n');
  expect(classifyNetworkError(await errorOf(`http://127.0.0.1:${ssh}`))).toMatchObject({
    failure: 'misconfigured',
    why: expect.stringContaining('does not speak HTTP'),
  });
  expect(classifyNetworkError(await errorOf(`https://127.0.0.1:${ssh}`))).toMatchObject({
    failure: 'misconfigured',
    why: expect.stringContaining('does not speak TLS'),
  });
  const silent = await listening('');
  expect(classifyNetworkError(await errorOf(`http://127.0.0.1:${silent}`))).toEqual({
    failure: 'transient',
    why: 'the connection was cut (ECONNRESET)',
  });
});
