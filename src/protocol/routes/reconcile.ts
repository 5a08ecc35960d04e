import { createRoute } from '@hono/zod-openapi';
import { reconciledSchema, reconcileSchema } from '../reconcile.ts';
import { body, json, problem } from './bodies.ts';

export const reconcileRoute = createRoute({
  method: 'post',
  path: '/v1/reconcile',
  summary: "One pass over leases and claims now; a dry run changes nothing. Workers' passes are their own",
  request: { body: body(reconcileSchema.meta({ id: 'Reconcile' })) },
  responses: { ...problem, 200: json(reconciledSchema.meta({ id: 'Reconciled' }), 'What was to be done') },
});
