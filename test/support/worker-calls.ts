import { randomUUID } from 'node:crypto';
import type { AttemptEvent, Grant, Heartbeat } from '../../src/protocol/worker.ts';
import { type Answer, type TestControlPlane, testSettings } from './control-plane.ts';
import type { TestClock } from './test-clock.ts';

export const newRequest = {
  repository: '/srv/git/example',
  remote: '/srv/git/example',
  prompt: 'Mend the build.\nIt fails.',
  agent: 'scripted',
};

export const session = {
  tier: 3,
  workspace: '/state/workspaces/one',
  branch: 'planeguard/one',
  tmuxSocket: '/run/one.sock',
  startedAt: '2030-01-01T00:00:00.000Z',
};

/** What a worker says over HTTP, without any machine behind it. */
export class WorkerCalls {
  readonly workerId: string;
  readonly instance = randomUUID();
  readonly #plane: Pick<TestControlPlane, 'worker'>;

  constructor(plane: Pick<TestControlPlane, 'worker'>, workerId = 'w00000001') {
    this.#plane = plane;
    this.workerId = workerId;
  }

  register(more: object = {}): Promise<Answer> {
    const { workerId, instance } = this;
    const worker = { workerId, instance, name: `host of ${workerId}`, capacity: 2, version: '1', ...more };
    return this.#plane.worker('POST', '/v1/workers', worker);
  }

  claim(more: object = {}): Promise<Answer> {
    const { workerId, instance } = this;
    return this.#plane.worker('POST', '/v1/claims', { workerId, instance, claimId: randomUUID(), ...more });
  }

  async granted(more: object = {}): Promise<Grant> {
    const { body } = await this.claim(more);
    if (body === null || body.attemptId === undefined) throw new Error(`no grant: ${JSON.stringify(body)}`);
    return body;
  }

  heartbeat(attemptIds: string[], more: Partial<Heartbeat> = {}): Promise<Answer> {
    const { workerId, instance } = this;
    const attempts = attemptIds.map((attemptId) => ({ attemptId, activity: null, activitySince: null }));
    const base = { workerId, instance, health: 'healthy', reason: null, capacity: 2, attempts, kept: [] };
    return this.#plane.worker('POST', '/v1/workers/heartbeat', { ...base, ...more });
  }

  /** As a worker that never got the answer to its claim. */
  async forgetClaim(clock: TestClock): Promise<void> {
    for (let beat = 0; beat < 2; beat += 1) {
      await clock.advance(testSettings.lease.heartbeatMs);
      await this.heartbeat([]);
    }
  }

  wishes(): Promise<Answer> {
    return this.#plane.worker('GET', `/v1/workers/${this.workerId}/wishes`);
  }

  event(grant: Grant, body: AttemptEvent['body'], more: Partial<AttemptEvent> = {}): Promise<Answer> {
    const at = new Date().toISOString();
    const event = { eventId: randomUUID(), fence: grant.fence, workerId: this.workerId, at, body, ...more };
    return this.#plane.worker('POST', `/v1/attempts/${grant.attemptId}/events`, event);
  }

  evidence(grant: Grant, more: object = {}): Promise<Answer> {
    const at = new Date().toISOString();
    const evidence = { eventId: randomUUID(), workerId: this.workerId, at, kind: 'exit', data: {}, ...more };
    return this.#plane.worker('POST', `/v1/attempts/${grant.attemptId}/evidence`, evidence);
  }

  launch(grant: Grant): Promise<Answer> {
    return this.event(grant, { type: 'launched', session, timings: {} });
  }

  openPullRequest(grant: Grant): Promise<Answer> {
    const text = { title: 'Mend the build', body: '', head: 'planeguard/one', headSha: 'a1', base: 'main' };
    return this.event(grant, { type: 'pull_request', draft: false, ...text });
  }

  end(
    grant: Grant,
    outcome: 'in_review' | 'agent_failed' | 'by_operator' | 'host_refused' | 'exited_without_pr',
  ): Promise<Answer> {
    return this.event(grant, ended(outcome));
  }

  /** From the queue to a running session. */
  async run(): Promise<Grant> {
    const grant = await this.granted();
    await this.heartbeat([grant.attemptId]);
    await this.launch(grant);
    return grant;
  }

  /** From the queue to a pull request that waits for a person. */
  async review(): Promise<Grant> {
    const grant = await this.run();
    await this.openPullRequest(grant);
    await this.end(grant, 'in_review');
    return grant;
  }
}

export const ended = (
  outcome: Extract<AttemptEvent['body'], { type: 'ended' }>['outcome'],
): AttemptEvent['body'] => ({
  type: 'ended',
  outcome,
  summary: `It ended as ${outcome}.`,
  proof: 'proved',
  clean: true,
  conversation: null,
});
