import { createRoute, z } from '@hono/zod-openapi';
import { problem } from './bodies.ts';

export const eventsRoute = createRoute({
  method: 'get',
  path: '/v1/events',
  summary: 'Everything that happens, live; after Last-Event-ID, else from now on',
  request: { headers: z.object({ 'last-event-id': z.coerce.number().int().nonnegative().optional() }) },
  responses: {
    ...problem,
    200: { description: 'A stream of events', content: { 'text/event-stream': { schema: z.string() } } },
  },
});
