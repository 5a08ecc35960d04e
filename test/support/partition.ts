import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { restingStates } from '../../src/core/request.ts';
import type { ControlPlaneClient } from '../../src/edge/control-plane-client.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import { startControlPlane } from './control-plane.ts';
import type { Fault } from './faults.ts';
import { operatorOf, shortLeases } from './outage-lane.ts';
import { ProxiedWorker } from './proxied-worker.ts';
import { until } from './until.ts';
import { expectOneAtATime, type Sighting, sightingsIn, witness } from './witness.ts';

/** More than twice as long as a call that hangs. */
const stopAfterS = 12;
/** Who is back before that has renewed in time, on a busy machine too. */
const inTimeMs = 2_500;
const endsWithinMs = 300_000;

/** Ways for a worker to be cut off: packets lost, connections refused or reset, answers alone lost. */
const cuts = ['silent', 'silent', 'silent', 'refuse', 'reset', 'lost_answer'] as const satisfies Fault[];

/** One partition, and what else happens meanwhile. */
export interface Partition {
  cut: (typeof cuts)[number];
  /** Which of the two workers. */
  worker: 0 | 1;
  forMs: number;
  /** The worker that is cut off is killed, and started again while it is. */
  killed: boolean;
}

export function randomPartition(random: () => number): Partition {
  const short = random() < 0.4;
  return {
    cut: cuts[Math.floor(random() * cuts.length)] ?? 'silent',
    worker: random() < 0.5 ? 0 : 1,
    forMs: Math.floor(short ? 300 + random() * (inTimeMs - 300) : 3_000 + random() * 32_000),
    killed: !short && random() < 0.25,
  };
}

/** One control plane, and two workers on state directories of their own. */
export class PartedWorkers {
  readonly #client: ControlPlaneClient;
  readonly #workers: readonly [ProxiedWorker, ProxiedWorker];
  readonly #agent: string;

  static async open(): Promise<PartedWorkers> {
    const plane = await startControlPlane({ settings: shortLeases(stopAfterS) });
    const workers = [
      await ProxiedWorker.start({ plane, stopAfterS }),
      await ProxiedWorker.start({ plane, stopAfterS }),
    ] as const;
    return new PartedWorkers(operatorOf(plane), workers);
  }

  private constructor(client: ControlPlaneClient, workers: readonly [ProxiedWorker, ProxiedWorker]) {
    this.#client = client;
    this.#workers = workers;
    this.#agent = workers[0].place.agent(witness);
  }

  /** Lets so many requests run through one partition; expects of each what must hold. */
  async play(partition: Partition, requests: number): Promise<void> {
    const ids = await Promise.all(Array.from({ length: requests }, () => this.#queue()));
    await Promise.all(ids.map((id) => until(`${id} is seen`, () => this.#seen(id).length > 0, endsWithinMs)));
    const attempts = await Promise.all(ids.map((id) => this.#attemptOf(id)));
    await this.#part(partition);
    await sleep(500);
    for (const id of ids) writeFileSync(this.#mark(`${id}.go`), '');
    const ended = await Promise.all(ids.map((id) => this.#untilEnded(id)));
    for (const [index, request] of ended.entries()) {
      expectOneAtATime(request.id, this.#seen(request.id));
      if (partition.forMs <= inTimeMs) expect(request.attempt, 'the same attempt').toBe(attempts[index]);
    }
    await Promise.all(ids.map((id) => this.#expectNothingLost(id)));
    for (const worker of this.#workers) expect(worker.isAlive()).toBe(true);
  }

  async #part({ cut, worker: index, forMs, killed }: Partition): Promise<void> {
    const worker = this.#workers[index];
    const struck = await worker.proxy.strike({ fault: cut });
    await sleep(forMs / 2);
    if (killed) await worker.replace();
    await sleep(forMs / 2);
    await struck.end();
  }

  async #queue(): Promise<string> {
    const { repository } = this.#workers[0].place;
    const request = { repository, remote: repository, agent: this.#agent, prompt: 'Watch' };
    return (await this.#client.createRequest(request, crypto.randomUUID())).id;
  }

  async #attemptOf(id: string): Promise<number> {
    return (await this.#client.showRequest(id)).attempt;
  }

  #untilEnded(id: string): Promise<RequestView> {
    let last = '';
    return until(
      () => `${id} ends: ${last}`,
      async () => {
        const request = await this.#client.showRequest(id);
        last = `${request.state}, ${request.summary}`;
        return restingStates.some((state) => state === request.state) && request;
      },
      endsWithinMs,
    );
  }

  /** Each attempt that was seen has said that it began, and was stopped with a receipt: once, whenever it was told. */
  async #expectNothingLost(id: string): Promise<void> {
    const numbers = [...new Set(this.#seen(id).map(({ attempt }) => attempt))];
    const wanted = numbers.flatMap((attempt) => [`${attempt} progress`, `${attempt} stop`]);
    let told: string[] = [];
    await until(
      () => `what ${id} has to tell arrives: ${told.join(', ')}`,
      async () => {
        const { evidence, state, reason } = await this.#client.showRequest(id);
        expect([state, reason]).toEqual(['done', 'no_change_needed']);
        told = evidence.receipts.flatMap(({ attempt, kind }) =>
          kind === 'progress' || kind === 'stop' ? [`${attempt} ${kind}`] : [],
        );
        return wanted.every((each) => told.includes(each));
      },
      60_000,
    );
    expect(new Set(told).size, `told once: ${told.join(', ')}`).toBe(told.length);
  }

  #seen(id: string): Sighting[] {
    return sightingsIn(this.#mark(`${id}.witness`));
  }

  #mark(name: string): string {
    return join(this.#workers[0].place.folder, 'marks', name);
  }
}
