import { createRoute } from '@hono/zod-openapi';
import { salvageListSchema } from '../salvage.ts';
import { json, problem } from './bodies.ts';
import { page } from './page.ts';

export const listSalvageRoute = createRoute({
  method: 'get',
  path: '/v1/salvage',
  summary: 'Salvaged work on all workers, newest first',
  request: { query: page },
  responses: { ...problem, 200: json(salvageListSchema, 'A page of salvaged work') },
});
