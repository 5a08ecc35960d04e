import { createRoute, z } from '@hono/zod-openapi';
import { newTokenSchema, tokenListSchema, tokenSchema, tokenWithSecretSchema } from '../token.ts';
import { body, json, problem } from './bodies.ts';

export const createTokenRoute = createRoute({
  method: 'post',
  path: '/v1/tokens',
  summary: 'Make a token; it is shown only in this answer',
  request: { body: body(newTokenSchema.meta({ id: 'NewToken' })) },
  responses: { ...problem, 201: json(tokenWithSecretSchema.meta({ id: 'TokenWithSecret' }), 'Made') },
});

export const listTokensRoute = createRoute({
  method: 'get',
  path: '/v1/tokens',
  summary: 'Tokens, without their secrets',
  responses: { ...problem, 200: json(tokenListSchema.meta({ id: 'TokenList' }), 'Tokens') },
});

export const revokeTokenRoute = createRoute({
  method: 'delete',
  path: '/v1/tokens/{id}',
  summary: 'Accept a token no longer',
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { ...problem, 200: json(tokenSchema.meta({ id: 'Token' }), 'Revoked') },
});
