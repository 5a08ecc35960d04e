import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { workerStatusSchema } from '../../src/cli/daemon/worker-status-file.ts';
import { stateLayout } from '../../src/config/state-layout.ts';
import { requestViewSchema } from '../../src/protocol/request.ts';
import { statusSchema } from '../../src/protocol/status.ts';
import { CliPerson, script } from '../support/cli.ts';
import { bareRemote } from '../support/git-repository.ts';
import { until } from '../support/until.ts';

/** A person whose daemons and sessions are ended when the test is over, whatever happened. */
function personWithDaemons(): CliPerson {
  const person = new CliPerson();
  onTestFinished(async () => void (await person.planeguard(['down'])));
  return person;
}

async function queueSleeper(person: CliPerson): Promise<string> {
  const repo = bareRemote(join(person.folder, 'repository.git'));
  const agent = script(person, 'agent.sh', `echo $$ > "${person.folder}/pid"`, 'exec sleep 300');
  const run = await person.planeguard(['run', '--repo', repo, '--agent', agent, '--prompt', 'x', '--json']);
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
  const { id } = requestViewSchema.parse(JSON.parse(run.stdout));
  await until('a running session', async () => (await show(person, id)).state === 'running');
  return id;
}

async function show(person: CliPerson, id: string) {
  return requestViewSchema.parse(JSON.parse((await person.planeguard(['show', id, '--json'])).stdout));
}

const agentLives = (person: CliPerson): boolean => {
  try {
    return process.kill(Number(readFileSync(join(person.folder, 'pid'), 'utf8')), 0);
  } catch {
    return false;
  }
};

const pidIn = (record: string): number => JSON.parse(readFileSync(record, 'utf8')).pid;

test('up works in the background, once; status sees it; down ends everything, also twice', async () => {
  const person = personWithDaemons();
  const up = await person.planeguard(['up', '--detach', '--json']);
  expect(up, up.stderr).toMatchObject({ exitCode: 0 });
  const again = await person.planeguard(['up']);
  expect(again).toMatchObject({ exitCode: 4 });
  expect(again.stderr).toContain('already');

  const [status, worker] = await Promise.all([
    person.planeguard(['status', '--json']),
    person.planeguard(['worker', 'status', '--json']),
  ]);
  expect(statusSchema.parse(JSON.parse(status.stdout)).workers).toMatchObject([{ health: 'healthy' }]);
  expect(workerStatusSchema.parse(JSON.parse(worker.stdout))).toMatchObject({
    health: 'healthy',
    pid: Number(readFileSync(stateLayout(person.stateDir).workerPid, 'utf8')),
    supervisorPid: JSON.parse(up.stdout).pid,
  });

  const id = await queueSleeper(person);
  const down = await person.planeguard(['down']);
  expect(down, down.stderr).toMatchObject({ exitCode: 0 });
  expect(agentLives(person)).toBe(false);
  expect((await show(person, id)).session?.proof).toMatch(/proved|swept/);
  expect((await person.planeguard(['down'])).stdout).toBe('Nothing was running.\n');
  expect(await person.planeguard(['worker', 'status'])).toMatchObject({ exitCode: 3 });
  expect(await person.planeguard(['status'])).toMatchObject({ exitCode: 75 });
});

test('a session outlives kill -9 of everything, and a new up takes it over', async () => {
  const person = personWithDaemons();
  const layout = stateLayout(person.stateDir);
  await person.planeguard(['up', '--detach']);
  const id = await queueSleeper(person);
  for (const record of [layout.upRecord, layout.workerRecord, layout.serveRecord])
    process.kill(pidIn(record), 'SIGKILL');
  expect(agentLives(person)).toBe(true);

  const up = await person.planeguard(['up', '--detach']);
  expect(up, up.stderr).toMatchObject({ exitCode: 0 });
  const { attempt, state } = await show(person, id);
  expect({ attempt, state, agentLives: agentLives(person) }).toEqual({
    attempt: 1,
    state: 'running',
    agentLives: true,
  });
});

test('an up that was killed is replaced by the next one, with its parts; the session goes on', async () => {
  const person = personWithDaemons();
  const { upRecord, workerRecord } = stateLayout(person.stateDir);
  await person.planeguard(['up', '--detach']);
  const id = await queueSleeper(person);
  const before = pidIn(workerRecord);
  process.kill(pidIn(upRecord), 'SIGKILL');
  const up = await person.planeguard(['up', '--detach']);
  expect(up, up.stderr).toMatchObject({ exitCode: 0 });
  expect(pidIn(workerRecord)).not.toBe(before);
  expect(agentLives(person)).toBe(true);
  expect(await show(person, id)).toMatchObject({ state: 'running', attempt: 1 });
});

test('a part that somebody else started is not replaced', async () => {
  const person = personWithDaemons();
  const { serveRecord } = stateLayout(person.stateDir);
  person.start(['serve']);
  await until('the control plane', () => existsSync(serveRecord));
  const before = pidIn(serveRecord);
  expect(await person.planeguard(['up'])).toMatchObject({ exitCode: 4 });
  expect(pidIn(serveRecord)).toBe(before);
});

test('a down that comes while up is starting ends what comes', async () => {
  const person = personWithDaemons();
  const { serveRecord } = stateLayout(person.stateDir);
  const up = person.start(['up']);
  await until('its first part', () => existsSync(serveRecord));
  expect(await person.planeguard(['down'])).toMatchObject({ exitCode: 0, stdout: 'Ended: up.\n' });
  expect(await up.end).toMatchObject({ exitCode: 0 });
  expect(await person.planeguard(['status'])).toMatchObject({ exitCode: 75 });
  expect(await person.planeguard(['worker', 'status'])).toMatchObject({ exitCode: 3 });
});

test('down works with a configuration that was broken meanwhile', async () => {
  const person = personWithDaemons();
  await person.planeguard(['up', '--detach']);
  writeFileSync(join(person.folder, 'planeguard.yaml'), 'lease: { heartbeat: often }');
  const down = await person.planeguard(['down']);
  expect(down).toMatchObject({ exitCode: 0, stdout: 'Ended: up.\n' });
  expect(down.stderr).toContain('lease.heartbeat');
});

test('whoever closes the terminal of up finds it ended in order, and the session running', async () => {
  const person = personWithDaemons();
  const up = person.start(['up']);
  await until('up', () => up.said.stderr.includes('Ctrl-C ends it'));
  await queueSleeper(person);
  up.child.kill('SIGHUP');
  expect(await up.end).toMatchObject({ exitCode: 0 });
  expect(agentLives(person)).toBe(true);
  expect(await person.planeguard(['worker', 'status'])).toMatchObject({ exitCode: 3 });
  expect(await person.planeguard(['status'])).toMatchObject({ exitCode: 75 });
});

test('up goes on when nobody reads what it says any more', async () => {
  const person = personWithDaemons();
  const up = person.start(['up']);
  await until('up', () => up.said.stderr.includes('Ctrl-C ends it'));
  up.child.stdout?.destroy();
  up.child.stderr?.destroy();
  await queueSleeper(person);
  expect((await person.planeguard(['down'])).stdout).toBe('Ended: up.\n');
});

test('a part that dies is started again', async () => {
  const person = personWithDaemons();
  const { workerRecord } = stateLayout(person.stateDir);
  await person.planeguard(['up', '--detach']);
  const first = pidIn(workerRecord);
  process.kill(first, 'SIGKILL');
  await until('another worker', () => pidIn(workerRecord) !== first);
  await until('a healthy one', async () => (await person.planeguard(['worker', 'status'])).exitCode === 0);
});

test('sessions may be kept, are said with their deadline, and are stopped by a later down', async () => {
  const person = personWithDaemons();
  await person.planeguard(['up', '--detach']);
  const id = await queueSleeper(person);
  const kept = await person.planeguard(['down', '--keep-sessions']);
  expect(kept.stdout).toMatch(new RegExp(`Still running:\n  ${id}-1 .* until \\d{4}-`));
  expect(agentLives(person)).toBe(true);
  const down = await person.planeguard(['down']);
  expect(down.stdout).toContain(`session ${id}-1`);
  expect(agentLives(person)).toBe(false);
});

test('Ctrl-C in up says what still runs, a second one stops it', async () => {
  const person = personWithDaemons();
  const up = person.start(['up']);
  await until('up', () => up.said.stderr.includes('Ctrl-C ends it'));
  const id = await queueSleeper(person);
  up.child.kill('SIGINT');
  await until(
    'what runs',
    () => up.said.stderr.includes(`${id}-1`) && up.said.stderr.includes('Ctrl-C again'),
  );
  expect(agentLives(person)).toBe(true);
  up.child.kill('SIGINT');
  expect(await up.end).toMatchObject({ exitCode: 0 });
  expect(agentLives(person)).toBe(false);
});

test('a port that is taken is named with its setting, exit 78, and nothing is left', async () => {
  const person = personWithDaemons();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : null;
  writeFileSync(join(person.folder, 'planeguard.yaml'), `server: { listen: "127.0.0.1:${port}" }`);
  for (const line of [['up'], ['up', '--detach'], ['serve']]) {
    const { exitCode, stderr } = await person.planeguard(line);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 78,
      stderr: expect.stringMatching(/server\.listen/),
    });
  }
  expect(await person.planeguard(['worker', 'status'])).toMatchObject({ exitCode: 3 });
});
