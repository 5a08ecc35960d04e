import { expect, test } from 'vitest';
import { classifyAnswer, type SeenAnswer } from '../../../src/edge/control-plane/classify-answer.ts';
import { type ProblemCode, ProblemError, problemObject } from '../../../src/protocol/problem.ts';

const json = { 'content-type': 'application/json' };
const ours = { ...json, 'planeguard-database': 'db-1', 'planeguard-generation': '4' };
const html = { 'content-type': 'text/html; charset=utf-8' };
const page = '<!doctype html><title>502</title>';
const problem = (code: ProblemCode) => JSON.stringify(problemObject(new ProblemError(code, 'A sentence.')));

type Said = [status: number, headers: Record<string, string>, body: string];

function classified([status, headers, body]: Said, expected: SeenAnswer['expected'] = null) {
  const header = (name: string) => headers[name] ?? null;
  return classifyAnswer({ url: 'http://host', status, header, body, expected, nowMs: 0 });
}

function failed(said: Said, expected: SeenAnswer['expected'] = null) {
  const result = classified(said, expected);
  if (result.kind === 'failed') return result.error;
  throw new Error(`it is an answer: ${JSON.stringify(result.value)}`);
}

test('an answer is its value, with the database that gave it', () => {
  const database = { id: 'db-1', generation: 4 };
  expect(classified([200, ours, '{"ok":true}'])).toEqual({ kind: 'answered', value: { ok: true }, database });
  expect(classified([201, ours, 'null'])).toMatchObject({ kind: 'answered', value: null });
});

test.each<[string, string, Said]>([
  ['429', 'throttled', [429, ours, '']],
  ['429 of a gateway', 'throttled', [429, html, page]],
  ['403 with Retry-After', 'throttled', [403, { ...ours, 'retry-after': '7' }, problem('forbidden')]],
  ['401', 'unauthorized', [401, ours, problem('unauthorized')]],
  ['403', 'unauthorized', [403, ours, problem('forbidden')]],
  ['401 of a gateway', 'unauthorized', [401, html, page]],
  ['408', 'transient', [408, {}, '']],
  ['500', 'transient', [500, ours, problem('internal')]],
  ['502 of a gateway', 'transient', [502, html, page]],
  ['503 with Retry-After', 'transient', [503, { ...ours, 'retry-after': '7' }, problem('unavailable')]],
  ['JSON that was cut', 'transient', [200, ours, '{"items":[']],
  ['an empty body', 'transient', [200, ours, '']],
  ['a refusal that was cut', 'transient', [410, ours, problem('attempt_gone').slice(0, 80)]],
  ['200 without a database', 'misconfigured', [200, json, '{"ok":true}']],
  [
    '200 with a database of no generation',
    'misconfigured',
    [200, { ...json, 'planeguard-database': 'x' }, '{}'],
  ],
  ['200 HTML', 'misconfigured', [200, html, page]],
  ['200 HTML that names our database', 'misconfigured', [200, { ...ours, ...html }, page]],
  ['a redirect', 'misconfigured', [302, { location: 'https://elsewhere/login?token=x' }, '']],
  ['404 of a gateway', 'misconfigured', [404, json, '{"error":"x"}']],
  ['409 of a gateway', 'misconfigured', [409, json, '{"error":"x"}']],
  ['410 of a gateway', 'misconfigured', [410, json, '{"error":"x"}']],
  ['412 of a gateway', 'misconfigured', [412, html, page]],
  ['404 of a route', 'misconfigured', [404, ours, problem('no_such_route')]],
  ['another API', 'misconfigured', [200, { ...ours, 'planeguard-api': '2' }, '{"ok":true}']],
  ['404 of an id', 'refused', [404, ours, problem('not_found')]],
  ['409', 'refused', [409, ours, problem('state_refused')]],
  ['410', 'refused', [410, ours, problem('attempt_gone')]],
  ['412', 'refused', [412, ours, problem('fenced')]],
  ['422', 'refused', [422, ours, problem('idempotency_conflict')]],
])('%s is %s', (_, failure, said) => {
  expect(failed(said).failure).toBe(failure);
});

test.each<[string, Said]>([
  ['an answer', [200, ours, '{}']],
  ['401', [401, ours, problem('unauthorized')]],
  ['410', [410, ours, problem('attempt_gone')]],
  ['412', [412, ours, problem('fenced')]],
  ['500', [500, ours, problem('internal')]],
])('%s of another database than the one that granted the leases is misconfigured, and named', (_, said) => {
  for (const expected of [
    { id: 'db-0', generation: 4 },
    { id: 'db-1', generation: 3 },
  ]) {
    const error = failed(said, expected);
    expect(error).toMatchObject({ failure: 'misconfigured', code: 'misconfigured' });
    expect(error.message).toContain(
      `found database db-1, generation 4 instead of database ${expected.id}, generation ${expected.generation}`,
    );
  }
  const right = classified(said, { id: 'db-1', generation: 4 });
  if (right.kind === 'failed') expect(right.error.failure).not.toBe('misconfigured');
});

test('a refusal carries its code, its sentence and the database that refused', () => {
  expect(failed([412, ours, problem('fenced')])).toMatchObject({
    code: 'fenced',
    message: 'A sentence.',
    database: { id: 'db-1', generation: 4 },
  });
});

test.each<[string, Said, string]>([
  [
    'a page of somebody else',
    [200, html, `\n<!doctype html>\u001B[31m<title>Router\u0000</title>${'x'.repeat(99)}`],
    'http://host is not a control plane: found status 200, text/html, starting with "<!doctype html> [31m<title>Router </title>xxxxxxxxxxxxxxxxxx…". Check the URL, and what stands in between.',
  ],
  [
    'a redirect, without what its query may hold',
    [302, { location: 'https://elsewhere/login?token=x' }, ''],
    'http://host is not a control plane: found status 302 to https://elsewhere/login, no content type, with an empty body. Check the URL, and what stands in between.',
  ],
  [
    'a gateway',
    [502, html, page],
    `The control plane at http://host cannot answer: found status 502, text/html, starting with ${JSON.stringify(page)}.`,
  ],
  [
    'another version of the API',
    [200, { ...ours, 'planeguard-api': '2' }, '{}'],
    'speaks version 2 of the API, this program (0.1.0) version 1: update the older of both.',
  ],
  [
    'a pause',
    [429, { ...ours, 'retry-after': '7' }, ''],
    'The control plane at http://host asks for a pause of 7 s (status 429).',
  ],
])('%s is told: which URL, and what was found there', (_, said, sentence) => {
  expect(failed(said).message).toContain(sentence);
});

test('how long to wait is told of throttled calls only', () => {
  expect(failed([429, { ...ours, 'retry-after': '7' }, '']).retryAfterMs).toBe(7_000);
  expect(failed([429, ours, '']).retryAfterMs).toBeNull();
  expect(failed([503, { ...ours, 'retry-after': '7' }, '']).retryAfterMs).toBeNull();
});
