import { randomUUID } from 'node:crypto';
import { isoTime, systemClock } from '../../src/edge/clock.ts';
import { type Grant, grantSchema } from '../../src/protocol/worker.ts';
import type { KeepAliveClients } from './keep-alive-clients.ts';

/** What a very busy worker says to its control plane, without any machine behind it. */
export class LoadWorker {
  readonly #calls: KeepAliveClients;
  readonly #tokens: { operator: string; worker: string };
  readonly #identity = { workerId: 'w00000001', instance: randomUUID() };
  readonly #grants: Grant[] = [];

  constructor(calls: KeepAliveClients, tokens: { operator: string; worker: string }) {
    this.#calls = calls;
    this.#tokens = tokens;
  }

  async register(): Promise<void> {
    const about = { name: 'load', capacity: 1_000, version: '1' };
    await this.#calls.post('/v1/workers', this.#tokens.worker, { ...this.#identity, ...about });
  }

  async queue(): Promise<void> {
    const request = {
      repository: '/srv/project',
      remote: '/srv/project',
      prompt: 'Be measured.',
      agent: 'any',
    };
    await this.#calls.post('/v1/requests', this.#tokens.operator, request);
  }

  /** Fails when nothing is granted: then nothing would be measured. */
  async claim(): Promise<void> {
    const claim = { ...this.#identity, claimId: randomUUID() };
    this.#grants.push(grantSchema.parse(await this.#calls.post('/v1/claims', this.#tokens.worker, claim)));
  }

  /** The first change of state of one of the granted attempts. */
  async launched(): Promise<void> {
    const grant = this.#grants.pop();
    if (!grant) throw new Error('no grant is left');
    const at = isoTime(systemClock.nowMs());
    const { workerId } = this.#identity;
    const session = {
      tier: 1,
      workspace: '/work',
      branch: 'work',
      tmuxSocket: '/run/work.sock',
      startedAt: at,
    };
    const body = { type: 'launched', session, timings: {} };
    const event = { eventId: randomUUID(), fence: grant.fence, workerId, at, body };
    await this.#calls.post(`/v1/attempts/${grant.attemptId}/events`, this.#tokens.worker, event);
  }
}
