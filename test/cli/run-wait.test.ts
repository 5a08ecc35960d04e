import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requestListSchema, requestViewSchema } from '../../src/protocol/request.ts';
import { CliPerson, script } from '../support/cli.ts';
import { bareRemote, git } from '../support/git-repository.ts';
import { until } from '../support/until.ts';

const opensPullRequest = [
  'printf "working \\033[1mhard\\033[0m\\n"',
  'echo more >> a.txt',
  'git -c user.name=Agent -c user.email=agent@example.org commit -qam "More"',
  'planeguard pr create --title "More of it"',
];

const workOn = (person: CliPerson, agent: string): string[] => {
  const repo = bareRemote(join(person.folder, 'repository.git'));
  return ['run', '--repo', repo, '--agent', agent, '--prompt', 'Do it; $(id)'];
};

test('a request is seen through, and looked at and merged when nothing runs any more', async () => {
  const person = new CliPerson();
  const line = [...workOn(person, script(person, 'agent.sh', ...opensPullRequest)), '--wait'];
  const run = await person.planeguard(...line);
  expect(run, run.stderr).toMatchObject({ exit: 0 });
  expect(run.stdout.trim().split('\n').at(-1)).toMatch(
    /^r\S{8} in_review: .+ Next: .*planeguard pr merge r\S{8}/,
  );
  const id = run.stdout.slice(0, 9);
  expect(readdirSync(person.stateDir)).not.toContain('control-plane.json');

  const show = await person.planeguard('show', id, '--json');
  expect(requestViewSchema.parse(JSON.parse(show.stdout))).toMatchObject({ id, state: 'in_review' });
  const logs = await person.planeguard('logs', id);
  expect(logs.stdout).toContain('working hard\n');

  const merge = await person.planeguard('pr', 'merge', id);
  expect(merge, merge.stderr).toMatchObject({ exit: 0 });
  expect(git(join(person.folder, 'repository.git'), 'show', 'main:a.txt')).toBe('one\nmore');
  const list = await person.planeguard('list', '--json');
  expect(requestListSchema.parse(JSON.parse(list.stdout)).items).toMatchObject([
    { id, state: 'done', reason: 'merged' },
  ]);
});

test('a request whose worker cannot start is cancelled, so that no later worker does it as well', async () => {
  const person = new CliPerson();
  mkdirSync(person.stateDir);
  writeFileSync(join(person.stateDir, 'worker.id'), 'spoilt');
  const run = await person.planeguard(...workOn(person, script(person, 'agent.sh', 'exit 3')), '--wait');
  expect(run).toMatchObject({
    exit: 78,
    stdout: '',
    stderr: expect.stringMatching(/worker\.id does not hold/),
  });
  const list = await person.planeguard('list', '--json');
  expect(requestListSchema.parse(JSON.parse(list.stdout)).items).toMatchObject([{ state: 'cancelled' }]);
});

test('with --json stdout is the request as it ended, once, and stderr the last line', async () => {
  const person = new CliPerson();
  const run = await person.planeguard(
    ...workOn(person, script(person, 'agent.sh', 'exit 3')),
    '--wait',
    '--json',
  );
  expect(run).toMatchObject({ exit: 1 });
  expect(requestViewSchema.parse(JSON.parse(run.stdout))).toMatchObject({
    state: 'blocked',
    evidence: { attempts: [{ reason: 'agent_failed' }] },
  });
  expect(run.stderr).toMatch(/^r\S{8} blocked \(attempts_exhausted\): .*\n$/);
});

test('Ctrl-C cancels with proof and leaves nothing; a second run --wait meanwhile is told to wait', async () => {
  const person = new CliPerson();
  const line = [
    ...workOn(
      person,
      script(person, 'agent.sh', 'echo half > half.txt', 'echo "my pid $$"', 'exec sleep 300'),
    ),
    '--wait',
  ];
  const first = person.start(...line);
  const pid = await until('the agent', () => agentPid(person));
  const second = await person.planeguard(...line);
  expect(second).toMatchObject({ exit: 75 });
  expect(second.stderr).toContain('run --wait');

  first.signal('SIGINT');
  const end = await first.ended;
  expect(end, end.stderr).toMatchObject({ exit: 130 });
  expect(end.stdout).toMatch(/cancelled \(by_operator\): .*Its work is kept: planeguard salvage show r/);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test('a closed terminal cancels as well: nobody would see how it ends', async () => {
  const person = new CliPerson();
  const line = [
    ...workOn(person, script(person, 'agent.sh', 'echo "my pid $$"', 'exec sleep 300')),
    '--wait',
  ];
  const run = person.start(...line);
  const pid = await until('the agent', () => agentPid(person));
  run.stopReading('stdout', 'stderr');
  run.signal('SIGHUP');
  expect(await run.ended).toMatchObject({ exit: 130 });
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  expect((await person.planeguard('list')).stdout).toContain('cancelled');
});

test('what holds the request back is said while it waits', async () => {
  const person = new CliPerson();
  appendFileSync(join(person.folder, 'planeguard.yaml'), 'limits: { attemptsPerDay: 1 }\n');
  const line = [
    ...workOn(person, script(person, 'agent.sh', 'planeguard finish --no-change "Well"')),
    '--wait',
  ];
  expect(await person.planeguard(...line)).toMatchObject({ exit: 0 });
  const held = person.start(...line);
  await until('it says why', () =>
    /Waiting: the attempts .* \(1\) are used\. Next at .*limits\.attemptsPerDay/.test(held.stderr),
  );
  held.signal('SIGINT');
  expect(await held.ended).toMatchObject({ exit: 130, stdout: expect.stringContaining('cancelled') });
});

async function agentPid(person: CliPerson): Promise<number | null> {
  const list = await person.planeguard('list', '--json');
  const [request] = list.exit === 0 ? requestListSchema.parse(JSON.parse(list.stdout)).items : [];
  if (request?.state !== 'running') return null;
  const logs = await person.planeguard('logs', request.id);
  return Number(/my pid (\d+)/.exec(logs.stdout)?.[1]) || null;
}
