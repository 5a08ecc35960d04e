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
import {
  expectOneAtATime,
  type Sighting,
  sightingsIn,
  type Takeover,
  takeoversIn,
  witness,
} from './witness.ts';

/** How long a session may go on without renewal, and how much later the next attempt is granted. */
interface Terms {
  stopAfterS: number;
  marginS: number;
}

/** A margin as short as the configuration allows; a lease that a busy machine still renews in time. */
const allowed: Terms = { stopAfterS: 12, marginS: 21 };
/** Who is back before that has renewed in time, on a busy machine too. */
const inTimeMs = 2_000;
const endsWithinMs = 300_000;

/** Ways for a worker to be cut off: packets lost, connections refused or reset, answers alone lost. */
const cuts = ['silent', 'silent', 'silent', 'refuse', 'reset', 'lost_answer'] as const satisfies Fault[];

/** One partition, and what else happens meanwhile. The worker that holds the first of the requests is cut off. */
export interface Partition {
  cut: (typeof cuts)[number];
  /** Null: until the other worker has taken over. */
  forMs: number | null;
  /** The worker that is cut off is killed, and started again while it is. */
  killed: boolean;
}

export function randomPartition(random: () => number): Partition {
  const short = random() < 0.4;
  return {
    cut: cuts[Math.floor(random() * cuts.length)] ?? 'silent',
    forMs: Math.floor(short ? 300 + random() * (inTimeMs - 300) : 3_000 + random() * 32_000),
    killed: !short && random() < 0.25,
  };
}

/** What was seen of the requests that ran through a partition. */
export interface Played {
  histories: number;
  /** Of how many the worker was cut off. */
  cutOff: number;
  takeovers: Takeover[];
}

/** One control plane, and two workers on state directories of their own. */
export class PartedWorkers {
  readonly #client: ControlPlaneClient;
  readonly #workers: readonly [ProxiedWorker, ProxiedWorker];
  readonly #agent: string;

  static async open({ stopAfterS, marginS }: Terms = allowed): Promise<PartedWorkers> {
    const { lease, ...settings } = shortLeases(stopAfterS);
    const plane = await startControlPlane({
      settings: { ...settings, lease: { ...lease, marginMs: marginS * 1_000 } },
    });
    const workers = await Promise.all([
      ProxiedWorker.start({ plane, stopAfterS }),
      ProxiedWorker.start({ plane, stopAfterS }),
    ]);
    return new PartedWorkers(operatorOf(plane), workers);
  }

  private constructor(client: ControlPlaneClient, workers: readonly [ProxiedWorker, ProxiedWorker]) {
    this.#client = client;
    this.#workers = workers;
    this.#agent = workers[0].place.agent(witness);
  }

  /** Lets so many requests run through one partition; expects of each what must hold. */
  async play(partition: Partition, requests: number): Promise<Played> {
    const ids = await Promise.all(Array.from({ length: requests }, () => this.#queue()));
    await Promise.all(ids.map((id) => until(`${id} is seen`, () => this.#seen(id).length > 0, endsWithinMs)));
    const attempts = await Promise.all(ids.map((id) => this.#attemptOf(id)));
    const cutOff = await this.#part(partition, ids);
    await sleep(500);
    for (const id of ids) writeFileSync(this.#mark(`${id}.go`), '');
    const ended = await Promise.all(ids.map((id) => this.#untilEnded(id)));
    const wasShort = partition.forMs !== null && partition.forMs <= inTimeMs;
    if (wasShort)
      expect(
        ended.map(({ attempt }) => attempt),
        'the same attempts',
      ).toEqual(attempts);
    for (const id of ids) expectOneAtATime(id, this.#seen(id));
    await Promise.all(ids.map((id) => this.#expectNothingLost(id)));
    for (const worker of this.#workers) expect(worker.isAlive()).toBe(true);
    return { histories: requests, cutOff, takeovers: ids.flatMap((id) => takeoversIn(this.#seen(id))) };
  }

  /** Returns of how many requests the worker was cut off. */
  async #part({ cut, forMs, killed }: Partition, ids: readonly string[]): Promise<number> {
    const holders = ids.map((id) => this.#holderOf(id));
    const [first = ''] = ids;
    const worker = holders[0] ?? this.#workers[0];
    const struck = await worker.proxy.strike({ fault: cut });
    await sleep((forMs ?? inTimeMs) / 2);
    if (killed) await worker.replace();
    await (forMs === null ? this.#untilTakenOver(first) : sleep(forMs / 2));
    await struck.end();
    return holders.filter((holder) => holder === worker).length;
  }

  #holderOf(id: string): ProxiedWorker | undefined {
    const stateDir = this.#seen(id).at(-1)?.stateDir;
    return this.#workers.find(({ place }) => place.stateDir === stateDir);
  }

  async #untilTakenOver(id: string): Promise<void> {
    await until(`${id} is taken over`, () =>
      takeoversIn(this.#seen(id)).some(({ byOtherWorker }) => byOtherWorker),
    );
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
