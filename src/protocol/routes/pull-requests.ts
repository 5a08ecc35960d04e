import { createRoute, z } from '@hono/zod-openapi';
import { pullRequestDecisionSchema, pullRequestListSchema, pullRequestViewSchema } from '../pull-request.ts';
import { newFeedbackSchema, requestViewSchema } from '../request.ts';
import { body, json, problem } from './bodies.ts';
import { page } from './page.ts';
import { requestParams } from './requests.ts';

export const listPullRequestsRoute = createRoute({
  method: 'get',
  path: '/v1/pull-requests',
  summary: 'Pull requests, newest first',
  request: { query: page.extend({ request: z.string().optional() }) },
  responses: { ...problem, 200: json(pullRequestListSchema, 'A page of pull requests') },
});

export const decidePullRequestRoute = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/pull-request/decision',
  summary: 'A person has merged or closed it',
  request: { params: requestParams, body: body(pullRequestDecisionSchema) },
  responses: { ...problem, 200: json(requestViewSchema, 'Recorded') },
});

export const mergePullRequestRoute = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/pull-request/merge',
  summary: 'Has GitHub merge it, by the rules of its repository',
  request: { params: requestParams },
  responses: { ...problem, 200: json(pullRequestViewSchema, 'Merged') },
});

export const commentRoute = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/pull-request/comments',
  summary: 'A remark on it, which is feedback for the agent too',
  request: { params: requestParams, body: body(newFeedbackSchema.pick({ text: true })) },
  responses: { ...problem, 201: json(pullRequestViewSchema, 'Kept') },
});
