import { attemptId } from '../../src/core/ids.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { aliveness } from '../../src/edge/processes/identity.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import type { AgentName } from '../place/agents.ts';
import { sessionProcesses } from '../processes/session-processes.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const graceMs = 1_000;
const aim = { below: 200 };
const goneWithinMs = 20_000;

/** From a person's cancel to the last process of the session. */
export const cancel: Figure = {
  name: 'cancel',
  seconds: 60,
  measure: async (folder) => {
    const instance = await openInstance({ folder, capacity: 1, grace: `${graceMs / 1_000}s` });
    try {
      const polite = await cancelTimes(instance, 'polite', 25);
      const stubborn = await cancelTimes(instance, 'stubborn', 12);
      return [
        rowOf({ what: 'cancel -> all processes gone, agent leaves at TERM', unit: 'ms', aim }, polite),
        rowOf(
          { what: 'cancel -> all processes gone, agent ignores TERM, beyond its grace', unit: 'ms', aim },
          stubborn.map((tookMs) => tookMs - graceMs),
        ),
      ];
    } finally {
      await instance.close();
    }
  },
};

async function cancelTimes(instance: Instance, agent: AgentName, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await cancelOne(instance, agent));
  return times;
}

async function cancelOne(instance: Instance, agent: AgentName): Promise<number> {
  const id = await queueRequest(instance, agent);
  const sessionId = attemptId(id, 1);
  await instance.place.bell.until('started', sessionId);
  await instance.events.until('running', id);
  const processes = await sessionProcesses(instance.layout, sessionId);
  const sentMs = systemClock.monotonicMs();
  const cancelled = instance.client.cancelRequest(id);
  while (processes.some((each) => aliveness(each) !== 'dead')) {
    if (systemClock.monotonicMs() - sentMs > goneWithinMs)
      throw new Error(`session ${sessionId} does not end`);
    await systemClock.sleep(1);
  }
  const tookMs = systemClock.monotonicMs() - sentMs;
  await cancelled;
  const left = await sessionProcesses(instance.layout, sessionId);
  if (left.length > 0)
    throw new Error(`session ${sessionId} has left ${left.map(({ pid }) => pid).join(', ')}`);
  await instance.events.until('workspace', id);
  return tookMs;
}
