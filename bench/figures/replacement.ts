import { join } from 'node:path';
import { kill } from 'node:process';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { run } from '../../src/edge/exec.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const planeguard = join(import.meta.dirname, '../../planeguard');
const kills = 20;
const hangs = 3;
/** The default. */
const hungAfterMs = 15_000;

/** From the end of a supervised worker to the launch, by the next one, of what was queued at that moment. */
export const replacement: Figure = {
  name: 'replacement',
  seconds: 240,
  measure: async (folder) => {
    const instance = await openInstance({ folder, capacity: 0 });
    try {
      const killed = await times(kills, () => claimedAfter(instance, 'SIGKILL'));
      const hung = await times(hangs, () => claimedAfter(instance, 'SIGSTOP'));
      const after = { unit: 'ms', aim: { below: 3_000 } } as const;
      return [
        rowOf({ what: 'worker killed -> what was queued runs under a new one', ...after }, killed),
        rowOf(
          {
            what: `worker hangs -> the same, hungAfter ${hungAfterMs / 1_000} s`,
            unit: 'ms',
            aim: null,
          },
          hung,
        ),
      ];
    } finally {
      await instance.close();
    }
  },
};

async function times(count: number, once: () => Promise<number>): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) samples.push(await once());
  return samples;
}

/** A supervisor of its own each time: one whose worker ends again and again takes its time. */
async function claimedAfter(instance: Instance, signal: 'SIGKILL' | 'SIGSTOP'): Promise<number> {
  await command(instance, ['worker', 'start']);
  const worker = liveProcess(instance.layout.workerRecord);
  if (worker === null) throw new Error('worker start has started none');
  kill(worker.pid, signal);
  const startedMs = systemClock.monotonicMs();
  const id = await queueRequest(instance, 'idle');
  // Not its claim: the control plane may grant that to the poll that the dead one has left open.
  const { atMs } = await instance.events.until('running', id);
  await command(instance, ['worker', 'stop']);
  return atMs - startedMs;
}

/** The instance's own configuration lets no worker claim: it is for what has none. */
const claiming = { PLANEGUARD_WORKER_CAPACITY: '1' };

async function command({ place }: Instance, words: readonly string[]): Promise<void> {
  const config = join(place.root, 'planeguard.yaml');
  const args = [...words, '--state-dir', place.stateDir, '--config', config];
  const env = { ...place.env, ...claiming };
  const done = await run(planeguard, args, { env, cwd: place.root, timeoutMs: 120_000 });
  if (done.failure !== 'none')
    throw new Error(`planeguard ${words.join(' ')}: ${done.stderr || done.failure}`);
}
