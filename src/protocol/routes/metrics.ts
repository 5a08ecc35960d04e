import { createRoute, z } from '@hono/zod-openapi';
import { problem } from './bodies.ts';

export const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'What this control plane counts, for Prometheus',
  responses: {
    ...problem,
    200: { description: "Prometheus' text format", content: { 'text/plain': { schema: z.string() } } },
  },
});
