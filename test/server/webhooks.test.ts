import { readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signatureOf } from '../../src/edge/forge/github/webhook-signature.ts';
import { startControlPlane } from '../support/control-plane.ts';
import {
  type WebhookCall,
  type WebhookPlane,
  webhookPlane,
  webhookSecret,
} from '../support/github/webhook-plane.ts';
import { httpServer } from '../support/http-server.ts';
import { until } from '../support/until.ts';

const deliveries = '/v1/webhooks/deliveries';
const id = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const listed = async ({ operator }: WebhookPlane) => (await operator('GET', deliveries)).body.items;
const settled = (plane: WebhookPlane) =>
  until('the delivery was looked into', async () => {
    const [newest] = await listed(plane);
    return newest?.processedAt && newest;
  });
const payload = (more: object = {}): string =>
  JSON.stringify({ action: 'labeled', repository: { full_name: 'acme/widgets' }, ...more });
const megabytes = (count: number) => JSON.stringify({ padding: 'x'.repeat(count * 1024 * 1024) });

/** Whatever a shell, a terminal, a log or a database may stumble over. */
const nasty = '\u0000\u0007\u001b[31m\r\n\u2028\ud800‮\u00e9💣"\'`$(id)%s;\\';

const unacceptable = {
  unauthorized: [
    ['unsigned', { body: payload(), headers: { 'x-hub-signature-256': null } }],
    ['forged', { body: payload(), headers: { 'x-hub-signature-256': signatureOf('guess', payload()) } }],
    [
      'changed on its way',
      { body: payload(), headers: { 'x-hub-signature-256': signatureOf(webhookSecret, '{}') } },
    ],
    [
      'truncated',
      {
        body: payload().slice(0, 20),
        headers: { 'x-hub-signature-256': signatureOf(webhookSecret, payload()) },
      },
    ],
    [
      'unsigned and of no known kind',
      { body: nasty, headers: { 'x-hub-signature-256': nasty.replaceAll(/[^ -~]/g, '') } },
    ],
  ],
  invalid_input: [
    ['a form', { body: payload(), headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['of no type', { body: payload(), headers: { 'content-type': '' } }],
    ['cut off before it was signed', { body: payload().slice(0, 20) }],
    ['empty', { body: '' }],
    ['not UTF-8', { body: new Uint8Array([0x22, 0xff, 0xfe, 0x0a, 0x22]) }],
    ['without an event', { body: payload(), headers: { 'x-github-event': null } }],
    ['of an event that is no word', { body: payload(), headers: { 'x-github-event': 'a b;\t$(id)' } }],
    ['without an id', { body: payload(), headers: { 'x-github-delivery': null } }],
    ['of an endless id', { body: payload(), headers: { 'x-github-delivery': 'x'.repeat(4_000) } }],
  ],
} satisfies Record<string, [what: string, call: WebhookCall][]>;

test.each([
  ['is not signed with the secret', 401, 'unauthorized'],
  ['is signed, and is not as GitHub makes it,', 400, 'invalid_input'],
] as const)('a delivery that %s is refused, and nothing of it is kept', async (_what, status, code) => {
  const plane = await webhookPlane();
  for (const [what, call] of unacceptable[code]) {
    const answer = await plane.deliver(call);
    expect([answer.status, JSON.parse(answer.text).code], what).toEqual([status, code]);
  }
  expect(await listed(plane)).toEqual([]);
});

test('the largest delivery of GitHub is taken, and a larger one refused, signed or not', async () => {
  const plane = await webhookPlane();
  const limit = 25 * 1024 * 1024;
  const largest = payload({ padding: '' });
  const body = payload({ padding: 'x'.repeat(limit - largest.length) });
  expect(await plane.deliver({ body })).toMatchObject({ status: 202 });
  expect(await plane.deliver({ body: `${body} ` })).toMatchObject({
    status: 413,
    text: expect.stringContaining('"code":"too_large"'),
  });
  const unsigned = { body: megabytes(24), headers: { 'x-hub-signature-256': null } };
  expect(await plane.deliver(unsigned)).toMatchObject({ status: 401 });
});

test('what nothing is done about is kept, with why', async () => {
  const plane = await webhookPlane();
  for (const [what, event, body, why] of [
    ['an event that nothing is done about', 'star', payload(), /star tells of nothing/],
    ['a ping', 'ping', payload({ zen: 'x' }), /ping tells of nothing/],
    ['an event that does not exist', 'no_such_event', payload(), /no_such_event tells of nothing/],
    [
      'another repository',
      'issues',
      payload({ repository: { full_name: 'acme/other' }, issue: { number: 1 } }),

      /does not list its repository/,
    ],
    ['no repository', 'issues', '{}', /does not list its repository/],
    [
      'an issue without a number',
      'issues',
      payload({ issue: { number: '1' } }),

      /nothing that matters/,
    ],
    ['a list', 'issues', '[1]', /does not list its repository/],
    ['nothing', 'issues', 'null', /does not list its repository/],
  ] as const) {
    expect(await plane.deliver({ body, headers: { 'x-github-event': event } }), what).toMatchObject({
      status: 202,
    });
    const kept = { event, outcome: 'ignored', why: expect.stringMatching(why), times: 1 };
    expect(await settled(plane), what).toMatchObject(kept);
  }
});

test('nothing of a delivery that is full of control bytes is kept, shown or logged as it came', async () => {
  const plane = await webhookPlane();
  const everywhere = {
    action: nasty,
    repository: { full_name: `acme/widgets${nasty}`, name: nasty },
    issue: { number: 7, title: nasty, body: nasty, user: { login: nasty }, labels: [{ name: nasty }] },
    sender: { login: nasty },
    [nasty]: nasty,
    __proto__: nasty,
  };
  for (const event of ['issues', 'push', 'pull_request', 'check_run'])
    expect(
      await plane.deliver({ body: JSON.stringify(everywhere), headers: { 'x-github-event': event } }),
    ).toMatchObject({ status: 202 });
  await settled(plane);
  const said = JSON.stringify(await listed(plane)) + readFileSync(plane.logFile, 'utf8');
  expect(said).toContain('"action":null,"repository":null');
  expect(said).not.toMatch(/\\u001b|\\u0000|\$\(id\)|💣/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
  expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028]/);
});

test('a body of a length that is not said is refused before it is read', async () => {
  const plane = await webhookPlane();
  const endless = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1_000)) });
  const answer = await fetch(`${plane.url}/v1/webhooks/github`, {
    method: 'POST',
    body: endless,
    duplex: 'half',
  } as RequestInit);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('Content-Length');
});

test('a delivery that comes again is one, whether it waits or was looked into', async () => {
  const plane = await webhookPlane();
  // Nobody answers as GitHub: it waits.
  const waiting = { body: payload({ issue: { number: 1 } }), headers: { 'x-github-delivery': id } };
  expect(JSON.parse((await plane.deliver(waiting)).text)).toEqual({ id, accepted: true });
  expect(JSON.parse((await plane.deliver(waiting)).text)).toEqual({ id, accepted: false });
  expect(await listed(plane)).toMatchObject([{ id, times: 2, processedAt: null, outcome: null, why: null }]);

  const other = { body: '{}', headers: { 'x-github-delivery': id.replace('7', '8') } };
  await plane.deliver(other);
  const before = await settled(plane);
  expect(JSON.parse((await plane.deliver(other)).text)).toMatchObject({ accepted: false });
  expect(await settled(plane)).toEqual({ ...before, times: 2 });
});

test('deliveries are listed for operators, newest first, page by page', async () => {
  const plane = await webhookPlane();
  for (const event of ['first', 'second', 'third'])
    await plane.deliver({ body: payload(), headers: { 'x-github-event': event } });
  const page = async (query: string) => (await plane.operator('GET', `${deliveries}?limit=2${query}`)).body;
  const first = await page('');
  expect(first.items.map(({ event }: { event: string }) => event)).toEqual(['third', 'second']);
  const last = await page(`&cursor=${first.nextCursor}`);
  expect(last).toMatchObject({ items: [{ event: 'first' }], nextCursor: null });
  expect(await plane.worker('GET', deliveries)).toMatchObject({ status: 403 });
  expect((await fetch(plane.url + deliveries)).status).toBe(401);
});

test('where no GitHub is configured, or no secret, a delivery is refused with what to set', async () => {
  const { url } = await startControlPlane();
  const answer = await fetch(`${url}/v1/webhooks/github`, { method: 'POST', body: payload() });
  expect([answer.status, JSON.parse(await answer.text()).detail]).toEqual([
    409,
    'No access to GitHub is configured here: set github.tokenFile.',
  ]);
  const plane = await webhookPlane({ config: { webhookSecretFile: '' } });
  const { status, text } = await plane.deliver({ body: payload() });
  expect([status, JSON.parse(text).detail]).toEqual([
    409,
    'No secret of webhooks is configured here: set github.webhookSecretFile.',
  ]);
});

test('a secret that cannot be read is told in the log, and no stranger hears where it should be', async () => {
  const plane = await webhookPlane();
  rmSync(join(plane.directory, 'secret'));
  const { status, text } = await plane.deliver({ body: payload() });
  expect(status).toBe(503);
  expect(text).not.toContain(plane.directory);
  expect(readFileSync(plane.logFile, 'utf8')).toContain(join(plane.directory, 'secret'));
});

test('a GitHub that does not answer keeps no control plane from ending', async () => {
  const unanswered: ServerResponse[] = [];
  const apiUrl = await httpServer(({ url = '' }, response) => {
    if (url.includes('/issues/')) unanswered.push(response);
  });
  const plane = await webhookPlane({ apiUrl });
  const tell = (number: number) => plane.deliver({ body: payload({ issue: { number } }) });
  await tell(1);
  await until('GitHub is asked about the first', () => unanswered.length === 1);
  await tell(2);
  await tell(3);
  unanswered[0]?.writeHead(500).end();
  await until('GitHub is asked about all', () => unanswered.length === 2);
  await plane.controlPlane.close();
  expect(unanswered).toHaveLength(2);
});
