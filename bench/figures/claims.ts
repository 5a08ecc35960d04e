import { readFileSync } from 'node:fs';
import { type Instance, openInstance } from '../instance/instance.ts';
import { KeepAliveClients } from '../load/keep-alive-clients.ts';
import { LoadWorker } from '../load/load-worker.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const clients = 8;
const rounds = 10;
const perRound = 500;
/** The first calls of a process are slow for everybody. */
const warmUps = 500;

/** How many fenced calls a second one control plane takes; it is a process of its own, and so are the clients. */
export const claims: Figure = {
  name: 'claims',
  seconds: 20,
  measure: async (folder) => {
    const instance = await openInstance({ folder, capacity: 0 });
    try {
      return await measureCalls(instance);
    } finally {
      await instance.close();
    }
  },
};

async function measureCalls({ client, layout }: Instance) {
  const tokens = { operator: tokenIn(layout.operatorToken), worker: tokenIn(layout.workerToken) };
  const calls = new KeepAliveClients(client.url(), clients);
  try {
    const worker = new LoadWorker(calls, tokens);
    await worker.register();
    await calls.perform(warmUps + rounds * perRound, () => worker.queue());
    await calls.perform(warmUps, () => worker.claim());
    const claimRates = await rates(calls, () => worker.claim());
    await calls.perform(warmUps, () => worker.launched());
    const eventRates = await rates(calls, () => worker.launched());
    return [
      rowOf(
        { what: `fenced claims over HTTP, ${clients} clients`, unit: '/s', aim: { above: 1_000 } },
        claimRates,
      ),
      rowOf(
        { what: `fenced attempt events over HTTP, ${clients} clients`, unit: '/s', aim: null },
        eventRates,
      ),
    ];
  } finally {
    calls.close();
  }
}

async function rates(calls: KeepAliveClients, call: () => Promise<void>): Promise<number[]> {
  const perSecond: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const tookMs = await calls.perform(perRound, call);
    perSecond.push((1_000 * perRound) / tookMs);
  }
  return perSecond;
}

const tokenIn = (path: string): string => readFileSync(path, 'utf8').trim();
