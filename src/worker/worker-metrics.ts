import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CallFailure } from '../edge/control-plane/call-error.ts';
import type { Evidence } from '../protocol/worker.ts';

/** Upper bounds in seconds: a stop takes milliseconds, or the agent's grace. */
const buckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What this worker counts. Labels are words of closed sets: no ids, no titles, no secrets. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #registers = { registers: [this.registry] };
  readonly #calls = new Counter({
    name: 'planeguard_worker_calls_total',
    help: 'Passes of loops that asked the control plane, by how that went: answered, or the class of the failure',
    labelNames: ['result'],
    ...this.#registers,
  });
  readonly #stops = new Histogram({
    name: 'planeguard_worker_stop_seconds',
    help: 'Seconds that stops of sessions took, the grace included, by their proof',
    labelNames: ['proof'],
    buckets,
    ...this.#registers,
  });
  readonly #salvages = new Counter({
    name: 'planeguard_worker_salvages_total',
    help: 'Workspaces whose work was salvaged, could not be, or whose salvage was let go',
    labelNames: ['outcome'],
    ...this.#registers,
  });
  readonly sessions = new Gauge({
    name: 'planeguard_worker_sessions',
    help: 'Sessions by activity',
    labelNames: ['activity'],
    ...this.#registers,
  });
  readonly health = new Gauge({
    name: 'planeguard_worker_health',
    help: '1 for the health that the worker has',
    labelNames: ['health'],
    ...this.#registers,
  });
  readonly loopAge = new Gauge({
    name: 'planeguard_worker_loop_last_success_age_seconds',
    help: 'Seconds since a pass of the loop went well; of all sessions, the oldest',
    labelNames: ['loop'],
    ...this.#registers,
  });
  readonly loopStill = new Gauge({
    name: 'planeguard_worker_loop_stands_still',
    help: '1 while the loop should have moved on and has not',
    labelNames: ['loop'],
    ...this.#registers,
  });
  readonly diskFree = new Gauge({
    name: 'planeguard_worker_disk_free_bytes',
    help: "Free on the state directory's disk, as of the last look",
    ...this.#registers,
  });
  readonly diskFloor = new Gauge({
    name: 'planeguard_worker_disk_floor_bytes',
    help: 'Below it nothing is claimed',
    ...this.#registers,
  });

  /** A loop asked the control plane. */
  called(result: CallFailure | 'answered'): void {
    this.#calls.inc({ result });
  }

  /** Something was written down: stops and salvage are counted when they are, told or not. */
  wrote({ kind, data }: Evidence): void {
    if (kind === 'salvage') this.#salvages.inc({ outcome: 'saved' });
    if (kind === 'salvage_failed') this.#salvages.inc({ outcome: 'failed' });
    if (kind === 'salvage_expired') this.#salvages.inc({ outcome: 'expired' });
    if (kind === 'salvage_dropped') this.#salvages.inc({ outcome: 'dropped' });
    if (kind === 'stop')
      this.#stops.observe({ proof: String(data.proof ?? 'none') }, Number(data.tookMs) / 1_000);
  }
}
