import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { systemClock } from '../../src/edge/clock.ts';
import { signatureOf } from '../../src/edge/forge/github/webhook-signature.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { until } from '../instance/until.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const perSecond = 200;
const seconds = 60;
/** Each delivery tells of one of them. */
const issues = 50;
/** As GitHub's. */
const answerMs = 100;
const patienceMs = 10 * 60_000;
const secret = 'bench';
/** About 7 KB, as GitHub's are. */
const text = 'x'.repeat(7_000);

/** Signed deliveries at a fixed rate, whether the last one was answered or not; GitHub itself is a stand-in. */
export const webhook: Figure = {
  name: 'webhook',
  seconds: seconds + 10,
  measure: async (folder) => {
    const { forge, calls } = await standIn();
    const address = forge.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const instance = await openInstance({
      folder,
      capacity: 0,
      github: { apiUrl: `http://127.0.0.1:${port}`, token: 'bench', secret },
    });
    try {
      return await measureDeliveries(instance, calls);
    } finally {
      await instance.close();
      forge.close();
      forge.closeAllConnections();
    }
  },
};

async function measureDeliveries({ client }: Instance, calls: () => number): Promise<Row[]> {
  const startedMs = systemClock.monotonicMs();
  const answers: Promise<number>[] = [];
  for (let sent = 0; sent < perSecond * seconds; sent += 1) {
    const dueMs = startedMs + (sent * 1_000) / perSecond - systemClock.monotonicMs();
    if (dueMs > 0) await systemClock.sleep(dueMs);
    const answer = deliver(client, sent);
    // It fails where all are awaited: unheard until then, it would end the program and leave its daemon behind.
    answer.catch(() => undefined);
    answers.push(answer);
  }
  const tookMs = await Promise.all(answers);
  const acceptedMs = systemClock.monotonicMs();
  const rate = (1_000 * tookMs.length) / (acceptedMs - startedMs);
  await until('all deliveries are looked into', () => isNoneWaiting(client), patienceMs);
  const behindMs = systemClock.monotonicMs() - acceptedMs;
  const worst = tookMs.toSorted((a, b) => a - b)[Math.ceil(tookMs.length * 0.99) - 1] ?? Number.NaN;
  const what = `webhook's delivery -> 202, at ${perSecond} a second`;
  return [
    rowOf({ what, unit: 'ms', aim: null }, tookMs),
    rowOf({ what: `${what}, 99 of 100`, unit: 'ms', aim: null }, [worst]),
    rowOf({ what: `  ${tookMs.length} were accepted`, unit: '/s', aim: null }, [rate]),
    rowOf({ what: '  all are looked into, after the last', unit: 'ms', aim: null }, [behindMs]),
    rowOf({ what: `  calls of GitHub for that, of ${issues} issues`, unit: 'calls', aim: null }, [calls()]),
  ];
}

/** Rejects when it is not accepted: then one is lost. */
async function deliver(client: Instance['client'], sent: number): Promise<number> {
  const issue = { number: (sent % issues) + 1, title: 'A wish', body: text };
  const payload = { action: 'edited', repository: { full_name: 'acme/widgets' }, issue };
  const signature = signatureOf(secret, JSON.stringify(payload));
  const startedMs = systemClock.monotonicMs();
  const { accepted } = await client.deliverWebhook({
    event: 'issues',
    delivery: randomUUID(),
    payload,
    signature,
  });
  if (!accepted) throw new Error('a delivery was taken for an older one');
  return systemClock.monotonicMs() - startedMs;
}

async function isNoneWaiting(client: Instance['client']): Promise<boolean> {
  // Most often the newest says it, and a long list would be work for who is measured.
  const newest = await client.listDeliveries({ limit: 1 });
  if (newest.items.some(({ processedAt }) => processedAt === null)) return false;
  for (let cursor: string | undefined; ; ) {
    const page = await client.listDeliveries({ cursor, limit: 500 });
    if (page.items.some(({ processedAt }) => processedAt === null)) return false;
    if (page.nextCursor === null) return true;
    cursor = page.nextCursor;
  }
}

/** Every issue is open, and has no label. */
async function standIn(): Promise<{ forge: Server; calls: () => number }> {
  let calls = 0;
  const forge = createServer(({ url = '' }, answer) => {
    calls += 1;
    const number = Number(/\/issues\/(\d+)$/.exec(url)?.[1] ?? 0);
    answer.setHeader('content-type', 'application/json');
    void systemClock
      .sleep(answerMs)
      .then(() => answer.end(JSON.stringify(number === 0 ? [] : issueOf(number))));
  });
  forge.listen(0, '127.0.0.1');
  await once(forge, 'listening');
  return { forge, calls: () => calls };
}

const issueOf = (number: number) => ({
  number,
  html_url: `http://127.0.0.1/acme/widgets/issues/${number}`,
  title: 'A wish',
  body: text,
  state: 'open',
  labels: [],
  user: { login: 'alice', type: 'User' },
  created_at: '2030-01-01T00:00:00Z',
  updated_at: '2030-01-01T00:00:00Z',
});
