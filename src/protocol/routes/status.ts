import { createRoute } from '@hono/zod-openapi';
import { statusSchema } from '../status.ts';
import { json, problem } from './bodies.ts';

export const statusRoute = createRoute({
  method: 'get',
  path: '/v1/status',
  summary: 'Everything at a glance',
  responses: { ...problem, 200: json(statusSchema, 'The status') },
});
