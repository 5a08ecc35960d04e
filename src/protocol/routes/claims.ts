import { createRoute } from '@hono/zod-openapi';
import { claimSchema, grantSchema } from '../worker.ts';
import { body, json, problem } from './bodies.ts';

export const claimRoute = createRoute({
  method: 'post',
  path: '/v1/claims',
  summary: 'Claim the next request; waits for one',
  request: { body: body(claimSchema.meta({ id: 'Claim' })) },
  responses: {
    ...problem,
    200: json(
      grantSchema.meta({ id: 'Grant' }).nullable(),
      'An attempt; null when there was nothing within waitMs',
    ),
  },
});
