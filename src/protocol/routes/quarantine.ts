import { createRoute, z } from '@hono/zod-openapi';
import { quarantineDecisions, quarantineListSchema, quarantineViewSchema } from '../quarantine.ts';
import { body, json, problem } from './bodies.ts';

export const listQuarantineRoute = createRoute({
  method: 'get',
  path: '/v1/quarantine',
  summary: 'Doubtful residue on all workers',
  responses: { ...problem, 200: json(quarantineListSchema, 'Items, the oldest first') },
});

export const decideQuarantineRoute = createRoute({
  method: 'post',
  path: '/v1/quarantine/{id}/decision',
  summary: 'Release an item, or have it cleaned; its worker does it at its next heartbeat',
  request: {
    params: z.object({ id: z.string().max(64) }),
    body: body(z.object({ decision: z.enum(quarantineDecisions) })),
  },
  responses: { ...problem, 200: json(quarantineViewSchema, 'The item with the decision') },
});
