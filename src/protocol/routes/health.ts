import { createRoute, z } from '@hono/zod-openapi';
import { json, problem } from './bodies.ts';

export const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'The process answers',
  security: [],
  responses: { ...problem, 200: json(z.object({ status: z.literal('ok') }), 'Alive') },
});

export const readySchema = z.object({
  /** stuck: a loop does not move. unwritable: the database takes nothing. */
  status: z.enum(['ready', 'stuck', 'unwritable']),
  loops: z.array(
    z.object({
      name: z.string(),
      doing: z.string(),
      lastSuccessMsAgo: z.int().nullable(),
      standsStill: z.boolean(),
    }),
  ),
});

export const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Its loops make progress',
  security: [],
  responses: {
    ...problem,
    200: json(readySchema, 'Ready'),
    503: json(readySchema, 'A loop is stuck, or the database cannot be written'),
  },
});
