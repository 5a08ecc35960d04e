import { Counter, Gauge, type Registry } from 'prom-client';
import type { CallBudget } from '../edge/forge/github/call-budget.ts';

/** What GitHub's limits leave, and how its calls went. What is not known has no sample. */
export class GitHubMetrics {
  readonly #limit: Gauge<'resource'>;
  readonly #used: Gauge<'resource'>;
  readonly #resetIn: Gauge<'resource'>;
  readonly #pause: Gauge<'why'>;
  readonly #calls: Counter<'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    const ofResource = { labelNames: ['resource'] as const, registers };
    this.#limit = new Gauge({
      name: 'planeguard_github_quota_limit',
      help: "Calls that GitHub takes within the quota's hour",
      ...ofResource,
    });
    this.#used = new Gauge({
      name: 'planeguard_github_quota_used',
      help: 'Those that were used up, by whomever, as the last answer said',
      ...ofResource,
    });
    this.#resetIn = new Gauge({
      name: 'planeguard_github_quota_reset_seconds',
      help: 'Seconds until the quota begins anew',
      ...ofResource,
    });
    this.#pause = new Gauge({
      name: 'planeguard_github_pause_seconds',
      help: 'Seconds until GitHub is asked again, by why it is not asked now',
      labelNames: ['why'],
      registers,
    });
    this.#calls = new Counter({
      name: 'planeguard_github_calls_total',
      help: 'Calls of GitHub by outcome; those answered with not_modified cost no quota',
      labelNames: ['outcome'],
      registers,
    });
  }

  /** @param nowMs wall clock. */
  show(budget: CallBudget, nowMs: number): void {
    for (const metric of [this.#limit, this.#used, this.#resetIn, this.#pause, this.#calls]) metric.reset();
    const quota = budget.quota();
    if (quota !== null) {
      const resource = { resource: 'core' };
      this.#limit.set(resource, quota.limit);
      this.#used.set(resource, quota.limit - quota.remaining);
      this.#resetIn.set(resource, (quota.resetAtMs - nowMs) / 1_000);
    }
    const pause = budget.pause();
    if (pause !== null) this.#pause.set({ why: pause.why }, pause.ms / 1_000);
    for (const [outcome, calls] of Object.entries(budget.calls())) this.#calls.inc({ outcome }, calls);
  }
}
