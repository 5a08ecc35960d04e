import { expect, test } from 'vitest';
import { problemSchema } from '../../src/protocol/problem.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

test('each violation is told with its place', async () => {
  const { operator } = await startControlPlane();
  const { status, body, headers } = await operator('POST', '/v1/requests', {
    ...newRequest,
    agent: '',
    prompt: ' ',
  });
  expect(status).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  const problem = problemSchema.parse(body);
  expect(problem.code).toBe('invalid_input');
  expect(problem.errors?.map((error) => error.path).toSorted()).toEqual(['agent', 'prompt']);
});

test.each([
  ['not JSON at all', '{'],
  ['an empty body', ''],
  ['a list', '[]'],
  ['a password in the URL', JSON.stringify({ ...newRequest, remote: 'https://a:b@example.org/x' })],
  ['a NUL in the prompt', JSON.stringify({ ...newRequest, prompt: 'a\0b' })],
])('%s is invalid input', async (_what, text) => {
  const { operator } = await startControlPlane();
  expect(await operator('POST', '/v1/requests', text)).toMatchObject({
    status: 400,
    body: { code: 'invalid_input' },
  });
});

test('a body of another type is invalid input', async () => {
  const { operator } = await startControlPlane();
  const answer = await operator('POST', '/v1/requests', 'prompt=x', { 'content-type': 'text/plain' });
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
});

test('a prompt of a megabyte with control bytes goes through whole', async () => {
  const plane = await startControlPlane();
  const prompt = `${'\u0001\u001b[201~"\\\u2028é'.repeat(100_000)}end`;
  const { status } = await plane.operator('POST', '/v1/requests', { ...newRequest, prompt });
  expect(status).toBe(201);
  const worker = new WorkerCalls(plane);
  await worker.register();
  expect((await worker.granted()).request.prompt).toBe(prompt);
});

test('a body above the limit is too large', async () => {
  const { operator } = await startControlPlane();
  const answer = await operator('POST', '/v1/requests', {
    ...newRequest,
    prompt: 'x'.repeat(9 * 1024 * 1024),
  });
  expect(answer).toMatchObject({ status: 413, body: { code: 'too_large' } });
});

test('a route or method that does not exist is told so', async () => {
  const { operator } = await startControlPlane();
  for (const [method, path] of [
    ['GET', '/nowhere'],
    ['DELETE', '/v1/requests'],
    ['GET', '/v1/claims'],
  ] as const) {
    expect(await operator(method, path)).toMatchObject({ status: 404, body: { code: 'no_such_route' } });
  }
});

test('every answer names the database, problems included', async () => {
  const { operator, url } = await startControlPlane();
  const answers = [
    await operator('GET', '/v1/status'),
    await operator('GET', '/nowhere'),
    await fetch(`${url}/x`),
  ];
  const ids = answers.map(({ headers }) => headers.get('planeguard-database'));
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^d[0-9a-f]{16}$/);
  expect(answers.every(({ headers }) => headers.get('planeguard-generation') === '1')).toBe(true);
});

test('the OpenAPI document names every route', async () => {
  const { operator } = await startControlPlane();
  const { body } = await operator('GET', '/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      '/v1/requests',
      '/v1/claims',
      '/v1/attempts/{id}/events',
      '/v1/events',
      '/readyz',
    ]),
  );
});

test('the OpenAPI document says which routes need a token, and names what they answer with', async () => {
  const { operator } = await startControlPlane();
  const { body } = await operator('GET', '/openapi.json');
  expect(body.security).toEqual([{ bearer: [] }]);
  expect(body.components.securitySchemes).toEqual({ bearer: { type: 'http', scheme: 'bearer' } });
  for (const path of ['/healthz', '/readyz']) expect(body.paths[path].get.security).toEqual([]);
  const named = ['Event', 'Feedback', 'Problem', 'PullRequest', 'Request', 'RequestRow'];
  expect(Object.keys(body.components.schemas).sort()).toEqual(expect.arrayContaining(named));
  const answered = (path: string, method: string) =>
    body.paths[path][method].responses['200'].content['application/json'].schema;
  expect(answered('/v1/requests/{id}', 'get')).toEqual({ $ref: '#/components/schemas/Request' });
});

test('the OpenAPI document names everything that workers send and get', async () => {
  const { operator } = await startControlPlane();
  const { body } = await operator('GET', '/openapi.json');
  const ofWorkers = Object.entries<Record<string, Described>>(body.paths).filter(([path]) =>
    /^\/v1\/(workers|claims|attempts)/.test(path),
  );
  expect(ofWorkers).toHaveLength(8);
  for (const [path, methods] of ofWorkers)
    for (const described of Object.values(methods))
      for (const schema of schemasOf(described))
        expect(JSON.stringify(schema), path).toMatch(/"#\/components\/schemas\/\w+"/);
});

interface Described {
  requestBody?: Content;
  responses: Record<string, Content>;
}
interface Content {
  content: Record<string, { schema: unknown }>;
}

const schemasOf = ({ requestBody, responses }: Described): unknown[] =>
  [...(requestBody ? [requestBody] : []), ...Object.values(responses)].flatMap(({ content }) =>
    Object.values(content).map(({ schema }) => schema),
  );
