import { createRoute, z } from '@hono/zod-openapi';
import {
  acceptedSchema,
  attemptEventAnswerSchema,
  attemptEventSchema,
  evidenceSchema,
  forgeAnswerSchema,
} from '../worker.ts';
import { body, json, problem } from './bodies.ts';

const params = z.object({ id: z.string().max(64) });

export const attemptEventRoute = createRoute({
  method: 'post',
  path: '/v1/attempts/{id}/events',
  summary: 'A change of state under the attempt’s fence',
  request: { params, body: body(attemptEventSchema.meta({ id: 'AttemptEvent' })) },
  responses: {
    ...problem,
    200: json(attemptEventAnswerSchema.meta({ id: 'AttemptEventAnswer' }), 'Carried out, now or before'),
  },
});

export const evidenceRoute = createRoute({
  method: 'post',
  path: '/v1/attempts/{id}/evidence',
  summary: 'What the attempt’s worker has seen; accepted for ever',
  request: { params, body: body(evidenceSchema.meta({ id: 'Evidence' })) },
  responses: {
    ...problem,
    200: json(acceptedSchema.meta({ id: 'EvidenceAnswer' }), 'Kept; `accepted` is false when it was known'),
  },
});

export const askForgeRoute = createRoute({
  method: 'post',
  path: '/v1/attempts/{id}/forge',
  summary:
    'Asks the forge now what became of the attempt’s pull request, and binds one that was opened otherwise',
  request: { params },
  responses: { ...problem, 200: json(forgeAnswerSchema.meta({ id: 'ForgeAnswer' }), 'What it shows') },
});
