import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { stateLayout } from '../../src/config/state-layout.ts';
import { workerHealths } from '../../src/core/health.ts';
import { readIfThere } from '../../src/edge/files.ts';
import type { TestControlPlane } from './control-plane.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Place } from './place.ts';
import type { RunningProgram } from './running-program.ts';
import { until } from './until.ts';

const statusSchema = z.object({
  health: z.enum(workerHealths),
  reason: z.string().nullable(),
  loops: z.array(z.object({ name: z.string(), state: z.string(), doing: z.string() })),
});
type SeenHealth = z.infer<typeof statusSchema>;

export interface ProxiedWorkerOptions {
  plane: Pick<TestControlPlane, 'url' | 'folder'>;
  /** Answers during `other_database`. */
  other?: Pick<TestControlPlane, 'url'>;
  /** How long a session may go on without renewal. */
  stopAfterS: number;
}

/** A worker as a real process, on a state directory of its own, with a proxy between it and its control plane. */
export class ProxiedWorker {
  readonly place: Place;
  readonly proxy: FaultProxy;
  #process: RunningProgram;

  static async start({ plane, other, stopAfterS }: ProxiedWorkerOptions): Promise<ProxiedWorker> {
    const proxy = await FaultProxy.open({
      target: () => plane.url,
      ...(other === undefined ? {} : { other: () => other.url }),
    });
    const place = new Place({ config: configOf(stopAfterS) });
    mkdirSync(place.layout.root, { recursive: true, mode: 0o700 });
    copyFileSync(stateLayout(plane.folder).workerToken, place.layout.workerToken);
    const worker = new ProxiedWorker(place, proxy);
    await worker.untilHealth(['healthy'], 60_000);
    return worker;
  }

  private constructor(place: Place, proxy: FaultProxy) {
    this.place = place;
    this.proxy = proxy;
    this.pointTo(proxy.url);
    this.#process = place.start('worker', 'run');
  }

  /** Where it believes its control plane to be. */
  pointTo(url: string): void {
    writeFileSync(this.place.layout.controlPlaneFile, JSON.stringify({ url, pid: 1 }));
  }

  isAlive(): boolean {
    return this.#process.isRunning;
  }

  /** Without a word to anybody, and at once again. */
  async replace(): Promise<void> {
    this.#process.kill();
    await this.#process.ended;
    this.#process = this.place.start('worker', 'run');
  }

  async untilHealth(wanted: readonly SeenHealth['health'][], withinMs: number): Promise<void> {
    let last: SeenHealth | null = null;
    await until(
      () => `the worker says ${wanted.join(' or ')}; it says ${told(last)}`,
      () => {
        last = this.#health();
        return last !== null && wanted.includes(last.health);
      },
      withinMs,
    );
  }

  /** What it says now, for people. */
  says(): string {
    return told(this.#health());
  }

  #health(): SeenHealth | null {
    const text = readIfThere(this.place.layout.workerStatus);
    return text === null ? null : (statusSchema.safeParse(JSON.parse(text)).data ?? null);
  }
}

/** With the loops that do not simply wait. */
function told(seen: SeenHealth | null): string {
  if (seen === null) return 'nothing';
  const busy = seen.loops.filter(({ state }) => state !== 'waiting');
  return JSON.stringify({
    ...seen,
    loops: busy.map(({ name, state, doing }) => `${name} ${state}: ${doing}`),
  });
}

const configOf = (stopAfterS: number): Record<string, object> => ({
  worker: { capacity: 12 },
  lease: { heartbeat: '1s', silentAfter: '4s', stopAfter: `${stopAfterS}s`, margin: '21s' },
  session: { settleAfter: '1s', grace: '1s' },
});
