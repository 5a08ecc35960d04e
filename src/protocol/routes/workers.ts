import { createRoute, z } from '@hono/zod-openapi';
import {
  enrolledSchema,
  enrollWorkerSchema,
  heartbeatAnswerSchema,
  heartbeatSchema,
  registeredSchema,
  registerWorkerSchema,
  wishListSchema,
  workerListSchema,
} from '../worker.ts';
import { body, json, problem } from './bodies.ts';

export const registerWorkerRoute = createRoute({
  method: 'post',
  path: '/v1/workers',
  summary: 'A worker says who it is',
  request: { body: body(registerWorkerSchema.meta({ id: 'RegisterWorker' })) },
  responses: { ...problem, 200: json(registeredSchema.meta({ id: 'RegisteredWorker' }), 'Registered') },
});

export const enrollWorkerRoute = createRoute({
  method: 'post',
  path: '/v1/workers/enroll',
  summary: 'For an enrolment token, a worker on another host has the token that it made accepted',
  request: { body: body(enrollWorkerSchema.meta({ id: 'EnrollWorker' })) },
  responses: { ...problem, 201: json(enrolledSchema.meta({ id: 'EnrolledWorker' }), 'Enrolled') },
});

export const heartbeatRoute = createRoute({
  method: 'post',
  path: '/v1/workers/heartbeat',
  summary: 'Renews every lease that the worker holds',
  request: { body: body(heartbeatSchema.meta({ id: 'Heartbeat' })) },
  responses: {
    ...problem,
    200: json(heartbeatAnswerSchema.meta({ id: 'HeartbeatAnswer' }), 'What became of each'),
  },
});

export const wishesRoute = createRoute({
  method: 'get',
  path: '/v1/workers/{id}/wishes',
  summary: 'What people want of its attempts; waits for one',
  request: {
    params: z.object({ id: z.string().max(64) }),
    query: z.object({
      /** The `cursor` of the last answer: only wishes made after it. */
      after: z.coerce.number().int().nonnegative().default(0),
      waitMs: z.coerce.number().int().min(0).max(60_000).default(0),
    }),
  },
  responses: {
    ...problem,
    200: json(wishListSchema.meta({ id: 'WishList' }), 'Wishes, oldest first; none when the time is over'),
  },
});

export const listWorkersRoute = createRoute({
  method: 'get',
  path: '/v1/workers',
  summary: 'Every worker that has registered',
  responses: { ...problem, 200: json(workerListSchema.meta({ id: 'WorkerList' }), 'Workers') },
});
