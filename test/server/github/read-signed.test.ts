import { expect, test } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import { GitHubApi } from '../../../src/edge/forge/github/github-api.ts';
import { WebhookSecrets } from '../../../src/edge/forge/github/webhook-secrets.ts';
import { signatureOf } from '../../../src/edge/forge/github/webhook-signature.ts';
import { openLog } from '../../../src/edge/log.ts';
import { GitHub } from '../../../src/server/github/github.ts';
import { readSigned } from '../../../src/server/github/read-signed.ts';

const largest = 25 * 1024 * 1024;

function hearing() {
  const clock = systemClock;
  const api = new GitHubApi({ apiUrl: 'http://127.0.0.1:9', token: () => Promise.resolve(''), clock });
  const webhookSecrets = new WebhookSecrets(() => Promise.resolve(['hush']), clock);
  const config = { repositories: [], pollMs: 60_000, feedbackAfterEnd: 'ignore' } as const;
  return { github: new GitHub({ api, webhookSecrets, ...config }), log: openLog(null, 'silent') };
}

/** A call whose body comes when it is sent. */
function call(bytes: number, text: string) {
  const body = Promise.withResolvers<ArrayBuffer>();
  const headers: Record<string, string> = {
    'content-length': `${bytes}`,
    'x-hub-signature-256': signatureOf('hush', text),
  };
  const header = ((name: string) => headers[name]) as never;
  const send = () => body.resolve(new TextEncoder().encode(text).buffer);
  return { header, arrayBuffer: () => body.promise, send };
}

test('bodies that nobody is known to have signed take so much memory together, and give it back', async () => {
  const parts = hearing();
  const slow = [call(largest, 'forged'), call(largest, '{}')];
  const reading = slow.map((one) => readSigned(parts, one));
  await expect(readSigned(parts, call(largest, '{}'))).rejects.toMatchObject({ code: 'unavailable' });
  const small = call(10_000, '{}');
  small.send();
  expect(new TextDecoder().decode(await readSigned(parts, small))).toBe('{}');

  for (const one of slow) one.send();
  await Promise.all(reading);
  const again = call(largest, '{}');
  again.send();
  await expect(readSigned(parts, again)).resolves.toBeDefined();
});

test('a body that does not say how long it is, is not read', async () => {
  const header = ((name: string) => (name === 'x-hub-signature-256' ? 'sha256=0' : undefined)) as never;
  const arrayBuffer = () => Promise.reject(new Error('It was read.'));
  await expect(readSigned(hearing(), { header, arrayBuffer })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});
