import type { z } from 'zod';
import type { RequestState } from '../../core/request.ts';
import { deliveredSchema, deliveryListSchema, githubWebhookPath } from '../../protocol/delivery.ts';
import { eventListSchema } from '../../protocol/event.ts';
import {
  type pullRequestDecisionSchema,
  pullRequestListSchema,
  pullRequestViewSchema,
} from '../../protocol/pull-request.ts';
import {
  type QuarantineWish,
  quarantineListSchema,
  quarantineViewSchema,
} from '../../protocol/quarantine.ts';
import { reconciledSchema } from '../../protocol/reconcile.ts';
import {
  feedbackViewSchema,
  type NewRequest,
  requestListSchema,
  requestViewSchema,
} from '../../protocol/request.ts';
import { salvageListSchema } from '../../protocol/salvage.ts';
import { statusSchema } from '../../protocol/status.ts';
import { threadMessageListSchema } from '../../protocol/thread.ts';
import {
  type newTokenSchema,
  tokenListSchema,
  tokenSchema,
  tokenWithSecretSchema,
} from '../../protocol/token.ts';
import { workerListSchema } from '../../protocol/worker.ts';
import type { Call, Caller } from './caller.ts';

export interface Page {
  cursor?: string | undefined;
  limit?: number | undefined;
  signal?: AbortSignal;
}

export interface SignedDelivery {
  event: string;
  delivery: string;
  payload: object;
  signature: string;
}

export interface RequestFilter extends Page {
  state?: RequestState | undefined;
  repository?: string | undefined;
}

/** A few calls of GitHub, each of which may take 15 s. */
const forgeWithinMs = 60_000;

const requestPath = (id: string, rest = '') => `/v1/requests/${encodeURIComponent(id)}${rest}`;

/** What a person asks of the control plane. Unknown ids are `not_found`. */
export function operatorCalls(caller: Caller) {
  const post = <T>(path: string, body: unknown, answer: z.ZodType<T>) =>
    caller.call({ method: 'POST', path, body, answer });
  return {
    /** @param idempotencyKey the same key and request again give the same answer for 24 h. */
    createRequest: (request: NewRequest, idempotencyKey: string) =>
      caller.call({
        method: 'POST',
        path: '/v1/requests',
        body: request,
        headers: { 'idempotency-key': idempotencyKey },
        answer: requestViewSchema,
      }),
    listRequests: ({ signal, ...query }: RequestFilter) =>
      caller.call({ method: 'GET', path: '/v1/requests', query, signal, answer: requestListSchema }),
    showRequest: (id: string, how: Pick<Call<unknown>, 'signal' | 'onlyFrom'> = {}) =>
      caller.call({ method: 'GET', path: requestPath(id), ...how, answer: requestViewSchema }),
    cancelRequest: (id: string) =>
      post(requestPath(id, '/cancel'), { reason: 'by_operator' }, requestViewSchema),
    retryRequest: (id: string, fresh: boolean) =>
      post(requestPath(id, '/retry'), { fresh }, requestViewSchema),
    sendFeedback: (id: string, text: string) =>
      post(requestPath(id, '/feedback'), { text, source: 'operator' }, feedbackViewSchema),
    listEvents: (id: string, { signal, ...query }: Page) =>
      caller.call({
        method: 'GET',
        path: requestPath(id, '/events'),
        query,
        signal,
        answer: eventListSchema,
      }),
    listMessages: (id: string, { signal, ...query }: Page) =>
      caller.call({
        method: 'GET',
        path: requestPath(id, '/thread'),
        query,
        signal,
        answer: threadMessageListSchema,
      }),
    listPullRequests: ({ signal, ...query }: Page & { request?: string }) =>
      caller.call({ method: 'GET', path: '/v1/pull-requests', query, signal, answer: pullRequestListSchema }),
    listSalvage: ({ signal, ...query }: Page) =>
      caller.call({ method: 'GET', path: '/v1/salvage', query, signal, answer: salvageListSchema }),
    /** Of one on GitHub, what was decided is done there first. */
    decidePullRequest: (id: string, decision: z.infer<typeof pullRequestDecisionSchema>) =>
      caller.call({
        method: 'POST',
        path: requestPath(id, '/pull-request/decision'),
        body: decision,
        waitMs: forgeWithinMs,
        answer: requestViewSchema,
      }),
    /** Has GitHub merge it. */
    mergePullRequest: (id: string) =>
      caller.call({
        method: 'POST',
        path: requestPath(id, '/pull-request/merge'),
        waitMs: forgeWithinMs,
        answer: pullRequestViewSchema,
      }),
    commentPullRequest: (id: string, text: string) =>
      post(requestPath(id, '/pull-request/comments'), { text }, pullRequestViewSchema),
    listQuarantine: () =>
      caller.call({ method: 'GET', path: '/v1/quarantine', answer: quarantineListSchema }),
    decideQuarantine: ({ id, decision }: QuarantineWish) =>
      post(`/v1/quarantine/${encodeURIComponent(id)}/decision`, { decision }, quarantineViewSchema),
    listDeliveries: ({ signal, ...query }: Page) =>
      caller.call({
        method: 'GET',
        path: '/v1/webhooks/deliveries',
        query,
        signal,
        answer: deliveryListSchema,
      }),
    /** As GitHub does. @param signature of the payload as `JSON.stringify` writes it. */
    deliverWebhook: ({ event, delivery, payload, signature }: SignedDelivery) =>
      caller.call({
        method: 'POST',
        path: githubWebhookPath,
        body: payload,
        headers: {
          'x-github-event': event,
          'x-github-delivery': delivery,
          'x-hub-signature-256': signature,
        },
        answer: deliveredSchema,
      }),
    reconcile: (dryRun: boolean) => post('/v1/reconcile', { dryRun }, reconciledSchema),
    createToken: (token: z.input<typeof newTokenSchema>) => post('/v1/tokens', token, tokenWithSecretSchema),
    listTokens: () => caller.call({ method: 'GET', path: '/v1/tokens', answer: tokenListSchema }),
    revokeToken: (id: string) =>
      caller.call({ method: 'DELETE', path: `/v1/tokens/${encodeURIComponent(id)}`, answer: tokenSchema }),
    listWorkers: (signal?: AbortSignal) =>
      caller.call({ method: 'GET', path: '/v1/workers', signal, answer: workerListSchema }),
    status: (signal?: AbortSignal) =>
      caller.call({ method: 'GET', path: '/v1/status', signal, answer: statusSchema }),
  };
}
