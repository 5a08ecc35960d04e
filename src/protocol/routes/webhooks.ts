import { createRoute } from '@hono/zod-openapi';
import { deliveryListSchema } from '../delivery.ts';
import { json, problem } from './bodies.ts';
import { page } from './page.ts';

export const listDeliveriesRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks/deliveries',
  summary: 'What webhooks have told of, newest first, and what became of it',
  request: { query: page },
  responses: { ...problem, 200: json(deliveryListSchema, 'A page of deliveries') },
});
