import { expect, test } from 'vitest';
import { signatureOf } from '../../../src/edge/forge/github/webhook-signature.ts';
import type { Json } from '../../support/github/api.ts';
import { publishedPayloads } from '../../support/github/published-payloads.ts';
import type { Delivery } from '../../support/github/relay.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';
import { type WebhookPlane, webhookPlane, webhookSecret } from '../../support/github/webhook-plane.ts';
import { until } from '../../support/until.ts';

const shared = sharedGitHub();

/** A control plane that hears of GitHub by webhooks alone: it has polled once, and will not within the test. */
async function listening(): Promise<WebhookPlane> {
  const plane = await webhookPlane({ apiUrl: shared().url });
  await until('it has polled', async () => {
    const { loops } = (await plane.operator('GET', '/readyz')).body;
    return loops.find(({ name }: Json) => name === 'github-poll').lastSuccessMsAgo !== null;
  });
  return plane;
}

const requestsOf = async ({ operator }: WebhookPlane, issue: number): Promise<Json[]> =>
  (await operator('GET', '/v1/requests')).body.items.filter((one: Json) => one.issueNumber === issue);

const deliveriesOf = async ({ operator }: WebhookPlane): Promise<Json[]> =>
  (await operator('GET', '/v1/webhooks/deliveries')).body.items;

/** What became of a delivery, once it was looked into. */
const becameOf = (plane: WebhookPlane, id: string): Promise<Json> =>
  until('it was looked into', async () =>
    (await deliveriesOf(plane)).find((one) => one.id === id && one.processedAt !== null),
  );

/** Sends it as GitHub would, whether or not that is so. */
async function send(
  plane: WebhookPlane,
  { event, payload, id }: Delivery,
  signature?: string,
): Promise<number> {
  const body = JSON.stringify(payload);
  const headers = {
    'x-github-event': event,
    'x-github-delivery': id,
    ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
  };
  return (await plane.deliver({ body, headers })).status;
}

const delivery = (event: string, payload: Json): Delivery => ({ id: crypto.randomUUID(), event, payload });

const about = (action: string, number: number, more: Json = {}): Json => ({
  action,
  repository: { full_name: 'acme/widgets' },
  issue: { number, ...more },
});

test('what GitHub itself signs and sends queues an issue and ends it, once however often it comes', async () => {
  const { relay, persons, call } = shared();
  const plane = await listening();
  const config = { url: `${plane.url}/v1/webhooks/github`, content_type: 'json', secret: webhookSecret };
  const hook = await call('POST', '/repos/acme/widgets/hooks', { body: { config, events: ['issues'] } });
  const { number } = await persons.openIssue();
  await becameOf(plane, (await relay.until('issues.opened')).id);
  await persons.label(number);
  const labelled = await relay.until('issues.labeled');
  expect(await becameOf(plane, labelled.id)).toMatchObject({ outcome: 'queued', why: 'labelled by alice' });
  await relay.again(labelled);
  expect(await becameOf(plane, labelled.id)).toMatchObject({ outcome: 'queued', times: 2 });
  await persons.close(number, 'not_planned');
  const closed = await relay.until('issues.closed');
  expect(await becameOf(plane, closed.id)).toMatchObject({ outcome: 'ended', why: 'issue_closed' });
  expect(await requestsOf(plane, number)).toMatchObject([{ state: 'cancelled', reason: 'issue_closed' }]);

  const old = { ...labelled, id: crypto.randomUUID() };
  expect(await send(plane, old)).toBe(202);
  expect(await becameOf(plane, old.id)).toMatchObject({ outcome: 'nothing' });
  expect(await requestsOf(plane, number)).toMatchObject([{ state: 'cancelled' }]);
  await call('DELETE', `/repos/acme/widgets/hooks/${hook.body.id}`);
});

test('a delivery says where to look, and nothing else of it is believed', async () => {
  const { persons } = shared();
  const plane = await listening();
  const { number: plain } = await persons.openIssue();
  const { number: labelled } = await persons.openIssue({ labels: ['agent'] });
  const told = async (payload: Json) => {
    const one = delivery('issues', payload);
    await send(plane, one);
    return becameOf(plane, one.id);
  };
  const label = { name: 'agent' };
  expect(await told(about('labeled', plain, { labels: [label], state: 'open' }))).toMatchObject({
    outcome: 'nothing',
  });
  expect(await requestsOf(plane, plain)).toEqual([]);
  expect(await told(about('closed', labelled, { state: 'closed', title: 'Not its title' }))).toMatchObject({
    outcome: 'queued',
  });
  expect(await requestsOf(plane, labelled)).toMatchObject([{ state: 'queued', title: 'A wish' }]);
  expect(await told(about('deleted', labelled))).toMatchObject({ outcome: 'nothing' });
  expect(await told(about('labeled', 999_999))).toMatchObject({ why: 'there is no such issue' });
});

test('a delivery that nobody has signed starts nothing, although its issue waits for work', async () => {
  const { persons } = shared();
  const plane = await listening();
  const { number } = await persons.openIssue({ labels: ['agent'] });
  const forged = delivery('issues', about('labeled', number));
  for (const signature of ['', 'sha256=00', signatureOf('guess', JSON.stringify(forged.payload))])
    expect(await send(plane, forged, signature)).toBe(401);
  expect(await deliveriesOf(plane)).toEqual([]);

  // The issue is looked at for the first signed one, so that nothing of the others is still to come.
  const other = delivery('issues', about('opened', (await persons.openIssue()).number));
  await send(plane, other);
  await becameOf(plane, other.id);
  expect(await requestsOf(plane, number)).toEqual([]);
});

/** Whatever a shell, a terminal, a log or a database may stumble over. */
const nasty = '\u0000\u0007\u001b[31m\r\n\u2028\ud800\u202e\u00e9💣"\'`$(id)%s;\\--x=';

/** A payload with the same in each of its words; where it is to be looked stays. */
function spoilt(value: Json, isPlace = false): Json {
  if (typeof value === 'string') return isPlace ? value : nasty;
  if (Array.isArray(value)) return value.map((one) => spoilt(one));
  if (typeof value !== 'object' || value === null) return value;
  const spoiltFields = Object.entries(value).map(([name, one]) => [name, spoilt(one, name === 'full_name')]);
  return { ...Object.fromEntries(spoiltFields), [nasty]: nasty };
}

test('of every event that GitHub has published, with control bytes in each of its words, only the place is read', async () => {
  const { persons, quota } = shared();
  quota.limit = 1_000_000;
  const plane = await listening();
  const { number } = await persons.openIssue();
  const requests = async () => (await plane.operator('GET', '/v1/requests')).body.items;
  const before = await requests();
  const events = new Map(publishedPayloads.map(({ event, payload }) => [event, payload]));
  const sent: Delivery[] = [];
  for (const [event, payload] of events) {
    const one = delivery(event, {
      ...spoilt(payload),
      repository: { full_name: 'acme/widgets', name: nasty },
    });
    if ('issue' in payload) one.payload.issue.number = number;
    expect(await send(plane, one), event).toBe(202);
    sent.push(one);
  }
  for (const { id, event } of sent)
    expect(await becameOf(plane, id)).toMatchObject({
      event,
      action: null,
      repository: 'acme/widgets',
      outcome: expect.stringMatching(/^(ignored|nothing|followed)$/),
    });
  expect(await requests()).toEqual(before);
  expect(JSON.stringify(await deliveriesOf(plane))).not.toMatch(/\\u001b|\$\(id\)|💣/);
});

test('a delivery that was accepted is looked into after the control plane has come back', async () => {
  const { persons, faults } = shared();
  const plane = await listening();
  const { number } = await persons.openIssue({ labels: ['agent'] });
  const struck = faults.strike({ fault: '503' });
  const one = delivery('issues', about('labeled', number));
  expect(await send(plane, one)).toBe(202);
  await until('GitHub was asked', () => struck.met.length > 0);
  await plane.controlPlane.close();
  struck.end();

  const next = await webhookPlane({ apiUrl: shared().url, folder: plane.folder });
  expect(await becameOf(next, one.id)).toMatchObject({ times: 1 });
  expect(await requestsOf(next, number)).toMatchObject([{ state: 'queued' }]);
});
