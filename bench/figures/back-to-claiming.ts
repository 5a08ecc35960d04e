import { writeFile } from 'node:fs/promises';
import { attemptId } from '../../src/core/ids.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type HangingProxy, openHangingProxy } from '../instance/hanging-proxy.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const outages = 40;
const shortestMs = 200;
const longestMs = 10_000;
/** Longer than a long poll: the next outage begins anywhere within one. */
const restMs = 3_500;

/** How long after the return of a control plane that has hung a worker is at work again, nobody helping. */
export const backToClaiming: Figure = {
  name: 'back-to-claiming',
  seconds: 720,
  measure: async (folder) => [
    await measureAt('127.0.0.1', folder, {
      what: 'control plane that hung is back -> agent started, one machine',
      unit: 'ms',
      aim: { below: 2_000 },
      aimFor: 'p95',
    }),
    // The same loopback by a name that is not known as such: it is treated as another host.
    await measureAt('[::ffff:127.0.0.1]', folder, {
      what: 'control plane that hung is back -> agent started, elsewhere',
      unit: 'ms',
      aim: { below: 6_000 },
      aimFor: 'p95',
    }),
  ],
};

async function measureAt(
  host: string,
  folder: string,
  about: Pick<Row, 'what' | 'unit' | 'aim' | 'aimFor'>,
): Promise<Row> {
  let plane = '';
  const proxy = await openHangingProxy(() => plane);
  const workerUrl = (url: string) => {
    plane = url;
    return `http://${host}:${proxy.port}`;
  };
  try {
    const instance = await openInstance({ folder, capacity: 1, workerUrl });
    try {
      const times: number[] = [];
      for (let run = 0; run < outages; run += 1) times.push(await backAfter(instance, proxy, randomMs()));
      return rowOf(about, times);
    } finally {
      await instance.close();
    }
  } finally {
    proxy.close();
  }
}

const randomMs = (): number => shortestMs + (longestMs - shortestMs) * Math.random();

async function backAfter(instance: Instance, proxy: HangingProxy, hangsMs: number): Promise<number> {
  const { place, events } = instance;
  await systemClock.sleep(restMs * Math.random());
  proxy.hang();
  await systemClock.sleep(hangsMs);
  const id = await queueRequest(instance, 'leaver');
  const backAtMs = systemClock.monotonicMs();
  proxy.answer();
  const started = await place.bell.until('started', attemptId(id, 1));
  await events.until('running', id);
  await writeFile(place.go, 'go\n');
  await events.until('workspace', id);
  return started.atMs - backAtMs;
}
