import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { expect, test } from 'vitest';
import { stateLayout } from '../../../src/config/state-layout.ts';
import { CliPerson } from '../../support/cli.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import { newRequest } from '../../support/worker-calls.ts';

/** One for each place that a bundle is made from. */
const planted = {
  environment: 'env-8d1c2f0a93',
  agentVariable: 'agent-51b7c04d2e',
  variableFile: 'file-0fa29e66b1',
  inUrl: 'url-3c9d80a1e7',
  inLog: 'log-77e0d1c2b3',
  title: 'Sell the blue house',
  prompt: 'prompt-19ab44c0de',
};

/** A person with a secret in every place, and a control plane with a request. */
async function personWithSecrets() {
  const person = new CliPerson();
  const layout = stateLayout(person.stateDir);
  const envFile = join(person.folder, 'agent.env');
  writeFileSync(envFile, `API=${planted.variableFile}\n`);
  const agent = {
    command: ['sh', '-c', planted.agentVariable],
    env: { KEY: planted.agentVariable },
    envFile,
  };
  writeFileSync(join(person.folder, 'planeguard.yaml'), JSON.stringify({ agents: { mine: agent } }));
  person.env.MY_SERVICE = planted.environment;
  const plane = await startControlPlane({ folder: person.stateDir });
  await plane.operator(
    'POST',
    '/v1/requests',
    {
      ...newRequest,
      title: planted.title,
      prompt: planted.prompt,
    },
    { 'idempotency-key': 'the only one' },
  );
  mkdirSync(layout.logs, { mode: 0o700 });
  const lines = [
    JSON.stringify({
      level: 40,
      url: `https://ada:${planted.inUrl}@example.org`,
      home: `${person.env.HOME}/x`,
    }),
    JSON.stringify({ level: 40, msg: `took ${planted.environment} for ${planted.title}` }),
    `curl -H 'Authorization: Bearer ${planted.inLog}' ${planted.variableFile}`,
  ];
  writeFileSync(join(layout.logs, 'worker.log'), `${lines.join('\n')}\n`);
  const tokens = [plane.operatorToken, plane.workerToken];
  return { person, secrets: [...Object.values(planted), ...tokens, `${person.env.HOME}`] };
}

test('a bundle has everything a report needs, and no secret from any of its sources', async () => {
  const { person, secrets } = await personWithSecrets();
  const ran = await person.planeguard('doctor', '--bundle', 'report.json');
  expect(ran.stderr).toContain('Look through it before you send it.');
  const path = join(person.folder, 'report.json');
  const text = readFileSync(path, 'utf8');
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const bundle = JSON.parse(text);
  expect(Object.keys(bundle)).toEqual([
    ...['madeAt', 'program', 'leftOut', 'doctor', 'configuration'],
    ...['workerStatus', 'status', 'requests', 'logs'],
  ]);
  expect(bundle.requests).toHaveLength(1);
  expect(bundle.requests[0].events[0]).toMatchObject({ kind: 'queued' });
  expect(bundle.logs['worker.log']).toHaveLength(3);
  expect(bundle.doctor.length).toBeGreaterThan(10);
});

test('a bundle is made where nothing runs and the configuration is not valid', async () => {
  const person = new CliPerson();
  writeFileSync(join(person.folder, 'planeguard.yaml'), 'nonsense: [');
  await person.planeguard('doctor', '--bundle', 'report.json');
  const bundle = JSON.parse(readFileSync(join(person.folder, 'report.json'), 'utf8'));
  expect(bundle.requests).toEqual({ notKnown: 'no control plane answers' });
  expect(bundle.configuration.errors).toHaveLength(1);
});

test('a bundle overwrites nothing, and needs a folder', async () => {
  const person = new CliPerson();
  writeFileSync(join(person.folder, 'mine.json'), 'mine');
  const existing = await person.planeguard('doctor', '--bundle', 'mine.json');
  expect(existing).toMatchObject({ exit: 4, stdout: '' });
  expect(readFileSync(join(person.folder, 'mine.json'), 'utf8')).toBe('mine');
  const nowhere = await person.planeguard('doctor', '--bundle', 'no/such/folder.json');
  expect(nowhere).toMatchObject({ exit: 78, stdout: '' });
  expect(existsSync(join(person.folder, 'no'))).toBe(false);
});

test.runIf(getuid?.() === 0)('in a folder that may not be written to, no bundle is begun', async () => {
  const person = new CliPerson();
  chmodSync(person.folder, 0o755);
  const ran = await person.planeguardAs(64_987, 'doctor', '--bundle', 'report.json');
  expect(ran.exit).toBe(78);
  expect(ran.stderr).toContain('permission denied');
  expect(readdirSync(person.folder)).not.toContain('report.json');
});
