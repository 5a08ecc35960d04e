import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { stateLayout } from '../../../src/config/state-layout.ts';
import type { Finding } from '../../../src/core/doctor/finding.ts';
import { CliPerson, script } from '../../support/cli.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { Ran } from '../../support/place.ts';

const items = ({ stdout }: Ran): Finding[] => JSON.parse(stdout).items;
const problemsOf = (ran: Ran): string[] => items(ran).flatMap(({ problem }) => problem ?? []);

/** All that a folder holds, with modes: what doctor must not change. */
function traces(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.map(
    (name) => `${name} ${statSync(join(folder, name)).mode} ${statSync(join(folder, name)).mtimeMs}`,
  );
}

/** A person with one agent, and a state directory of a killed worker, with a token that everybody may read. */
function personWithTrouble() {
  const person = new CliPerson();
  const layout = stateLayout(person.stateDir);
  mkdirSync(person.stateDir, { mode: 0o755 });
  chmodSync(person.stateDir, 0o755);
  writeFileSync(layout.operatorToken, 'pgo_secretsecretsecret\n', { mode: 0o644 });
  chmodSync(layout.operatorToken, 0o644);
  writeFileSync(layout.workerToken, 'pgw_secretsecretsecret\n', { mode: 0o600 });
  const dead = { bootId: 'an earlier boot', pid: 4_000_000, startTime: '1' };
  writeFileSync(layout.workerRecord, JSON.stringify(dead));
  return { person, layout };
}

test('where nothing was ever started, doctor says so and makes nothing', async () => {
  const person = new CliPerson();
  const ran = await person.planeguard('doctor', '--json');
  expect(problemsOf(ran)).toContain('nothing_runs');
  expect(items(ran).find(({ check }) => check === 'state-directory')).toMatchObject({ level: 'ok' });
  expect(readdirSync(person.folder)).not.toContain('the state');
});

test('doctor exits with 1 while there is a problem, changes nothing, and shows no token', async () => {
  const { person } = personWithTrouble();
  const before = traces(person.stateDir);
  const ran = await person.planeguard('doctor');
  expect(ran.exit).toBe(1);
  expect(ran.stdout).toMatch(/^problem +credentials +The operator's token/m);
  expect(ran.stdout).not.toContain('secretsecret');
  expect(traces(person.stateDir)).toEqual(before);
});

test('doctor --fix mends permissions and stale records, says so, and looks again', async () => {
  const { person, layout } = personWithTrouble();
  const ran = await person.planeguard('doctor', '--fix', '--json');
  expect(JSON.parse(ran.stdout).fixed).toMatchObject(Array.from({ length: 3 }, () => ({ failed: null })));
  expect(problemsOf(ran)).not.toContain('token_readable');
  expect(problemsOf(ran)).not.toContain('stale_file');
  expect(statSync(layout.operatorToken).mode & 0o777).toBe(0o600);
  expect(statSync(person.stateDir).mode & 0o777).toBe(0o700);
  expect(readdirSync(person.stateDir)).not.toContain('worker.process.json');
  expect(ran.stderr).toContain(`Done: chmod 600 ${layout.operatorToken}`);
});

test('an invalid configuration is a finding with its line, and the other checks go on', async () => {
  const person = new CliPerson();
  writeFileSync(join(person.folder, 'planeguard.yaml'), 'worker:\n  capacity: many\n');
  const ran = await person.planeguard('doctor', '--json');
  const finding = items(ran).find(({ problem }) => problem === 'configuration_invalid');
  expect(finding?.what).toContain('planeguard.yaml:2 worker.capacity');
  expect(items(ran).find(({ check }) => check === 'git')?.level).toBe('ok');
});

test('a configuration that cannot be read, and a state directory that is a file, are findings', async () => {
  const person = new CliPerson();
  mkdirSync(join(person.folder, 'folder.yaml'));
  writeFileSync(person.stateDir, 'a file');
  const ran = await person.planeguard('doctor', '--json', '--config', 'folder.yaml');
  expect(ran.exit).toBe(1);
  expect(problemsOf(ran)).toEqual(
    expect.arrayContaining(['configuration_invalid', 'state_directory_unusable']),
  );
});

/** What takes connections and never answers, or answers with something else, where the control plane should be. */
async function impostor(person: CliPerson, answer: string | null): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (answer !== null) socket.once('data', () => socket.end(answer));
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  mkdirSync(person.stateDir, { mode: 0o700 });
  const said = { url: `http://127.0.0.1:${port}`, pid: process.pid };
  writeFileSync(stateLayout(person.stateDir).controlPlaneFile, JSON.stringify(said));
}

const html = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi';

test.each([
  ['hangs', null, 'control_plane_hangs'],
  ['is another program', html, 'control_plane_foreign'],
])('a control plane that %s is told apart', async (_, answer, problem) => {
  const person = new CliPerson();
  await impostor(person, answer);
  expect(problemsOf(await person.planeguard('doctor', '--json'))).toContain(problem);
});

test('a control plane that answers is asked whether it accepts the tokens', async () => {
  const person = new CliPerson();
  const { folder } = await startControlPlane({ folder: person.stateDir });
  writeFileSync(stateLayout(folder).workerToken, 'not one of its own\n', { mode: 0o600 });
  const ran = await person.planeguard('doctor', '--json');
  expect(problemsOf(ran)).toEqual(expect.arrayContaining(['token_refused', 'worker_not_running']));
  expect(items(ran)).toContainEqual(expect.objectContaining({ what: "The operator's token is accepted." }));
  expect(items(ran).find(({ check }) => check === 'control-plane')?.level).toBe('ok');
});

test('programs that are missing, old or hang are findings, and hold nobody up for long', async () => {
  const person = new CliPerson();
  script(person, 'tmux', 'echo tmux 2.9');
  script(person, 'codex', 'exec sleep 60');
  symlinkSync(process.execPath, join(person.folder, 'node'));
  person.env.PATH = person.folder;
  const ran = await person.planeguard('doctor', '--json');
  expect(problemsOf(ran)).toEqual(expect.arrayContaining(['tmux_old', 'git_missing']));
  expect(items(ran).filter(({ check }) => check === 'agents')).not.toEqual([]);
});

test.runIf(getuid?.() === 0)('an unprivileged user without a home is told what may not be read', async () => {
  const { person } = personWithTrouble();
  chmodSync(person.folder, 0o755);
  chmodSync(person.stateDir, 0o700);
  delete person.env.HOME;
  const ran = await person.planeguardAs(64_987, 'doctor', '--json');
  expect(ran.exit).toBe(1);
  expect(problemsOf(ran)).toContain('state_directory_unusable');
});

test.each([
  [['doctor', '--mend'], /Unknown option '--mend'/],
  [['doctor', 'everything'], /Too many arguments/i],
])('%j is refused', async (line, sentence) => {
  const person = new CliPerson();
  const ran = await person.planeguard(...line);
  expect(ran).toMatchObject({ exit: 2, stdout: '' });
  expect(ran.stderr).toMatch(sentence);
});
