import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.ts';
import { ProblemError } from '../../src/protocol/problem.ts';

const parse = (text: string, variables = {}) =>
  parseConfig({ path: '/etc/pg/planeguard.yaml', text }, variables);

function problems(text: string, variables = {}): string[] {
  try {
    parse(text, variables);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.code).toBe('misconfigured');
    return error.errors.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

test('without a file every key has its default, in milliseconds where it is a time', () => {
  const config = parseConfig(null, {});
  expect(config.lease).toEqual({
    heartbeatMs: 10_000,
    silentAfterMs: 60_000,
    stopAfterMs: 1_800_000,
    marginMs: 60_000,
  });
  expect(config.server.listen).toEqual({ host: '127.0.0.1', port: 7420 });
  expect(config.retry).toEqual({ attempts: 3, baseMs: 10_000, capMs: 300_000 });
  expect(config.breaker).toEqual({ baseMs: 30_000, capMs: 1_800_000 });
});

test('an empty file is as good as none', () => {
  expect(parse('').worker.capacity).toBe(2);
  expect(parse('# nothing\n').worker.capacity).toBe(2);
});

test('every problem is named at once, with file, line, key and what is allowed', () => {
  const found = problems(`lease: { heartbeat: 1w, foo: 1 }
session:
  grace: fast
  settelAfter: 2s
worker: { capacity: -1 }
bar: 1
`);
  expect(found).toHaveLength(6);
  expect(found).toContain('/etc/pg/planeguard.yaml:3 session.grace: must be a duration such as 10s, 30m, 8h');
  expect(found.join('\n')).toContain(
    '/etc/pg/planeguard.yaml:4 session.settelAfter: is not known; allowed here: grace, settleAfter',
  );
  expect(found.join('\n')).toContain(
    '/etc/pg/planeguard.yaml:6 bar: is not known; allowed here: server, worker',
  );
  expect(found.join('\n')).toContain('/etc/pg/planeguard.yaml:5 worker.capacity:');
});

test.each([
  'https://bot:s3cret@github.example.org/api/v3',
  'https://s3cret@github.example.org',
  'https://github.example.org/?token=s3cret',
])('an API of GitHub as %s is refused, and a secret in it not repeated', (apiUrl) => {
  const found = problems(`github: { apiUrl: "${apiUrl}" }\n`);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/:1 github\.apiUrl: must not have a login or a query/);
  expect(found[0]).not.toContain('s3cret');
});

test('an API of GitHub on another machine is asked over https only', () => {
  expect(problems('github: { apiUrl: "http://github.example.org/api/v3" }\n')).toEqual([
    expect.stringMatching(/:1 github\.apiUrl: must be an https URL/),
  ]);
  for (const url of ['http://127.0.0.1:4000', 'http://[::1]:4000', 'http://localhost:4000'])
    expect(problems(`github: { apiUrl: "${url}" }\n`)).toEqual([]);
});

test('a password or token in the URL of a repository is refused, and not repeated', () => {
  const found = problems(
    'repositories:\n  - { name: o/n, remote: "https://bot:s3cret@example.org/n.git" }\n',
  );
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^\/etc\/pg\/planeguard.yaml:2 repositories\.0\.remote: .*credential helper/);
  expect(found[0]).not.toContain('s3cret');
});

test('text that is no YAML is refused with its line', () => {
  expect(problems('server:\n  listen: [\n').join()).toMatch(/^\/etc\/pg\/planeguard\.yaml:\d+: /);
});

test.each(['- a list', 'just text', '3'])('a file that is %j is refused', (text) => {
  expect(problems(text)).toHaveLength(1);
});

test('an alias bomb is refused, not expanded', () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const below = level === 0 ? '"x"' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(10).fill(below).join(', ')}]`;
  });
  expect(() => parse(levels.join('\n'))).toThrow(ProblemError);
});

test('a margin that does not cover the grace and the guard is refused', () => {
  expect(problems('session: { grace: 45s }').join()).toContain('must be at least 65s');
  expect(problems('session: { grace: 40s }')).toEqual([]);
});

test('a lease that ends before its third heartbeat is refused', () => {
  expect(problems('lease: { stopAfter: 20s }').join()).toContain('three times lease.heartbeat');
});

test('an agent that is not built in needs a command', () => {
  expect(problems('agents: { mine: {} }').join()).toContain('agents.mine: needs a command');
  expect(problems('agents: { codex: { args: ["--yolo"] } }')).toEqual([]);
});

test('a variable wins over the file, and is named when it is wrong', () => {
  const text = 'worker: { capacity: 3 }';
  expect(parse(text, { PLANEGUARD_WORKER_CAPACITY: '7' }).worker.capacity).toBe(7);
  expect(parse(text, { PLANEGUARD_LEASE_STOP_AFTER: '1h' }).lease.stopAfterMs).toBe(3_600_000);
  expect(parse(text, { PLANEGUARD_WORKER_LABELS: 'a, b' }).worker.labels).toEqual(['a', 'b']);
  expect(problems(text, { PLANEGUARD_WORKER_CAPACITY: 'many' }).join()).toContain(
    '$PLANEGUARD_WORKER_CAPACITY: ',
  );
});

test("a session's own variables are no settings", () => {
  const session = { PLANEGUARD_SESSION: 'r1-1', PLANEGUARD_REPOSITORY: 'x', PLANEGUARD_SPOOL: '/s' };
  expect(parse('', session)).toEqual(parse(''));
});

test('relative programs are found beside the file, wherever it is read from', () => {
  expect(parse('agents: { mine: { command: ["./a.sh"] } }').agents.mine?.directory).toBe('/etc/pg');
});
