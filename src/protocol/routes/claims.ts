import { createRoute } from '@hono/zod-openapi';
import { claimSchema, grantSchema } from '../worker.ts';
import { body, json, problem } from './bodies.ts';

export const claimRoute = createRoute({
  method: 'post',
  path: '/v1/claims',
  summary: 'Claim the next request; waits for one',
  request: { body: body(claimSchema) },
  responses: {
    ...problem,
    200: json(grantSchema, 'An attempt'),
    204: { description: 'Nothing to do within waitMs' },
  },
});
