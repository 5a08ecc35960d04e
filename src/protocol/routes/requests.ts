import { createRoute, z } from '@hono/zod-openapi';
import { eventListSchema } from '../event.ts';
import {
  cancelSchema,
  feedbackViewSchema,
  newFeedbackSchema,
  newRequestSchema,
  requestListSchema,
  requestStateSchema,
  requestViewSchema,
  retrySchema,
} from '../request.ts';
import { threadMessageListSchema } from '../thread.ts';
import { body, json, problem } from './bodies.ts';
import { page } from './page.ts';

export const requestParams = z.object({ id: z.string().max(64) });

export const createRequestRoute = createRoute({
  method: 'post',
  path: '/v1/requests',
  summary: 'Queue a request',
  request: {
    headers: z.object({ 'idempotency-key': z.string().min(1).max(200).optional() }),
    body: body(newRequestSchema),
  },
  responses: {
    ...problem,
    201: json(requestViewSchema, 'Queued'),
    200: json(requestViewSchema, 'Queued before, with the same Idempotency-Key'),
  },
});

export const listRequestsRoute = createRoute({
  method: 'get',
  path: '/v1/requests',
  summary: 'Requests, newest first',
  request: {
    query: page.extend({
      /** One state, or several with commas. */
      state: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(requestStateSchema).min(1))
        .optional(),
      repository: z.string().optional(),
    }),
  },
  responses: { ...problem, 200: json(requestListSchema, 'A page of requests') },
});

export const getRequestRoute = createRoute({
  method: 'get',
  path: '/v1/requests/{id}',
  summary: 'Everything about a request',
  request: { params: requestParams },
  responses: { ...problem, 200: json(requestViewSchema, 'The request') },
});

export const cancelRequestRoute = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/cancel',
  summary: 'Cancel: at once, or as a wish to the worker that holds it',
  request: { params: requestParams, body: body(cancelSchema) },
  responses: { ...problem, 200: json(requestViewSchema, 'Cancelled, or about to be') },
});

export const retryRequestRoute = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/retry',
  summary: 'Queue an ended request again',
  request: { params: requestParams, body: body(retrySchema) },
  responses: { ...problem, 200: json(requestViewSchema, 'Queued again') },
});

export const addFeedbackRoute = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/feedback',
  summary: 'Say something to the agent',
  request: { params: requestParams, body: body(newFeedbackSchema) },
  responses: { ...problem, 201: json(feedbackViewSchema, 'Kept until it can be handed over') },
});

export const requestEventsRoute = createRoute({
  method: 'get',
  path: '/v1/requests/{id}/events',
  summary: 'What happened to a request; live with Accept: text/event-stream',
  request: {
    params: requestParams,
    query: page,
    headers: z.object({ 'last-event-id': z.coerce.number().int().nonnegative().optional() }),
  },
  responses: {
    ...problem,
    200: {
      description: 'A page of events, oldest first, or a live stream of them',
      content: {
        'application/json': { schema: eventListSchema },
        'text/event-stream': { schema: z.string() },
      },
    },
  },
});

export const requestThreadRoute = createRoute({
  method: 'get',
  path: '/v1/requests/{id}/thread',
  summary: 'What was said in a request’s conversation, oldest first',
  request: { params: requestParams, query: page },
  responses: { ...problem, 200: json(threadMessageListSchema, 'A page of messages') },
});
