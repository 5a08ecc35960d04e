import { expect, test } from 'vitest';
import { problemSchema } from '../../src/protocol/problem.ts';
import { requestListSchema, requestViewSchema } from '../../src/protocol/request.ts';
import { statusSchema } from '../../src/protocol/status.ts';
import { Place } from '../support/place.ts';
import { openPullRequest } from '../support/scripts.ts';

test('results are one JSON document on stdout, errors a problem object on stderr, and nothing is coloured', async () => {
  const place = new Place({ env: { FORCE_COLOR: '1', TERM: 'xterm-256color' } });
  await place.up();
  const agent = place.agent(openPullRequest);
  const from = ['--repo', place.repository, '--prompt', 'x'];
  const run = await place.planeguard('run', ...from, '--agent', agent, '--wait', '--json');
  const { id } = requestViewSchema.strict().parse(JSON.parse(run.stdout));
  const [show, list, status, events, thread, prs, worker] = await Promise.all(
    [
      ['show', id],
      ['list'],
      ['status'],
      ['events', id],
      ['thread', id],
      ['pr', 'list'],
      ['worker', 'status'],
    ].map((words) => place.planeguard(...words, '--json')),
  );
  requestViewSchema.strict().parse(JSON.parse(show?.stdout ?? ''));
  expect(requestListSchema.strict().parse(JSON.parse(list?.stdout ?? '')).items).toHaveLength(1);
  statusSchema.strict().parse(JSON.parse(status?.stdout ?? ''));
  for (const page of [events, thread, prs])
    expect(Object.keys(JSON.parse(page?.stdout ?? '')).sort()).toEqual(['items', 'nextCursor']);
  expect(JSON.parse(worker?.stdout ?? '')).toMatchObject({
    health: 'healthy',
    controlPlane: { url: place.url() },
  });
  const errors = await Promise.all([
    place.planeguard('run', ...from, '--agent', 'none', '--json'),
    place.planeguard('run', '--json'),
    place.planeguard('no-such-command', '--json'),
    place.planeguard('cancel', id, '--no-such-flag', '--json'),
  ]);
  expect(errors.map(({ exit, stdout }) => ({ exit, stdout }))).toEqual(
    [78, 2, 2, 2].map((exit) => ({ exit, stdout: '' })),
  );
  for (const { stderr } of errors) problemSchema.strict().parse(JSON.parse(stderr));
  const plain = await Promise.all(
    ['show', 'events', 'thread', 'logs'].map((name) => place.planeguard(name, id)),
  );
  const tables = await Promise.all(['list', 'status', '--help'].map((name) => place.planeguard(name)));
  for (const { exit, stdout, stderr } of [...plain, ...tables]) {
    expect(exit).toBe(0);
    expect(stdout + stderr).not.toContain('\u001b');
  }
});
