import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PlaneguardEvent } from '../protocol/event.ts';
import { GitHubMetrics } from './github-metrics.ts';

/** Upper bounds in seconds; a call that is held for news takes as long as it was held. */
const buckets = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 30];

/** What this control plane counts. Labels are words of closed sets and route patterns: no ids, no titles, no secrets. */
export class ControlPlaneMetrics {
  readonly registry = new Registry();
  readonly #registers = { registers: [this.registry] };
  readonly #claims = new Counter({
    name: 'planeguard_claims_granted_total',
    help: 'Attempts that were granted to workers',
    ...this.#registers,
  });
  readonly #ended = new Counter({
    name: 'planeguard_attempts_ended_total',
    help: 'Attempts that are over, by outcome; lease_expired are those whose worker was silent too long',
    labelNames: ['outcome'],
    ...this.#registers,
  });
  readonly #calls = new Counter({
    name: 'planeguard_api_requests_total',
    help: 'Calls of the HTTP API',
    labelNames: ['method', 'route', 'status'],
    ...this.#registers,
  });
  readonly #latency = new Histogram({
    name: 'planeguard_api_request_seconds',
    help: 'Seconds until a call was answered; of long polls, held time included',
    labelNames: ['route'],
    buckets,
    ...this.#registers,
  });
  readonly requests = new Gauge({
    name: 'planeguard_requests',
    help: 'Requests by state',
    labelNames: ['state'],
    ...this.#registers,
  });
  readonly workers = new Gauge({
    name: 'planeguard_workers',
    help: 'Workers by health',
    labelNames: ['health'],
    ...this.#registers,
  });
  readonly database = new Gauge({
    name: 'planeguard_database_bytes',
    help: "Size of the database's file",
    ...this.#registers,
  });
  readonly writable = new Gauge({
    name: 'planeguard_database_writable',
    help: '1 while the database can be written',
    ...this.#registers,
  });
  readonly loopAge = new Gauge({
    name: 'planeguard_loop_last_success_age_seconds',
    help: 'Seconds since a pass of the loop went well',
    labelNames: ['loop'],
    ...this.#registers,
  });
  readonly loopStill = new Gauge({
    name: 'planeguard_loop_stands_still',
    help: '1 while the loop should have moved on and has not',
    labelNames: ['loop'],
    ...this.#registers,
  });

  readonly github = new GitHubMetrics(this.registry);

  committed(events: readonly PlaneguardEvent[]): void {
    for (const { kind, data } of events) {
      if (kind === 'claimed') this.#claims.inc();
      if (kind === 'ended') this.#ended.inc({ outcome: String(data.outcome) });
    }
  }

  /** @param call its route is the pattern that matched, not the path: that has ids. */
  answered(call: { method: string; route: string; status: number; seconds: number }): void {
    const { method, route, status, seconds } = call;
    this.#calls.inc({ method, route, status: String(status) });
    this.#latency.observe({ route }, seconds);
  }
}
