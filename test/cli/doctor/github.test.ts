import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse-config.ts';
import type { Finding } from '../../../src/core/doctor/finding.ts';
import { type Clock, systemClock } from '../../../src/edge/clock.ts';
import { openGitHub } from '../../../src/server/github/github.ts';
import { CliPerson } from '../../support/cli.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import { repositoryPath } from '../../support/github/emulator.ts';
import { type Login, tokenOf } from '../../support/github/people.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';
import { httpServer } from '../../support/http-server.ts';
import { until } from '../../support/until.ts';

const shared = sharedGitHub();
const url = 'http://127.0.0.1:9/v1/webhooks/github';

interface Configured {
  login?: Login;
  label?: string;
  github?: object;
}

function personWith({ login = 'bob', label = 'agent', github = {} }: Configured = {}): CliPerson {
  const person = new CliPerson();
  writeFileSync(join(person.folder, 'token'), `${tokenOf(login)}\n`);
  writeFileSync(join(person.folder, 'secret'), 'hush\n');
  const section = { apiUrl: shared().url, tokenFile: 'token', ...github };
  const config = { github: section, repositories: [{ name: 'acme/widgets', trigger: { label } }] };
  writeFileSync(join(person.folder, 'planeguard.yaml'), JSON.stringify(config));
  return person;
}

async function findings(person: CliPerson): Promise<Finding[]> {
  const { stdout } = await person.planeguard('doctor', '--json');
  return JSON.parse(stdout).items.filter(({ check }: Finding) => check === 'github');
}

const said = async (person: CliPerson): Promise<string[]> =>
  (await findings(person)).map(({ problem, level }) => problem ?? level);

test('doctor finds nothing wrong where all is set up, and is silent where GitHub is not configured', async () => {
  expect(await said(personWith())).toEqual(['ok']);
  expect(await said(new CliPerson())).toEqual([]);
});

test.each<[string, Configured, string[]]>([
  ['a label that is missing', { label: 'never made' }, ['ok', 'github_label_missing']],
  ['a right that is missing', { login: 'mallory' }, ['ok', 'github_right_missing']],
  ['a token that is not there', { github: { tokenFile: 'none' } }, ['github_token_missing']],
  ['a token that GitHub refuses', { github: { tokenFile: 'secret' } }, ['github_token_refused']],
  [
    'a secret of webhooks that is not there',
    { github: { webhookSecretFile: 'none' } },
    ['ok', 'webhook_silent'],
  ],
  ['a GitHub that does not answer', { github: { apiUrl: 'http://127.0.0.1:9' } }, ['github_away']],
])('doctor finds %s', async (_, configured, expected) => {
  expect(await said(personWith(configured))).toEqual(expected);
});

test('doctor finds a quota that is nearly spent, and one that is', async () => {
  const { quota } = shared();
  quota.leave(tokenOf('bob'), 200);
  expect(await said(personWith())).toEqual(['ok', 'github_quota_low']);
  quota.leave(tokenOf('bob'), 0);
  expect(await said(personWith())).toEqual(['github_quota_low']);
  quota.refill();
});

test('doctor finds a webhook whose deliveries nobody takes, and says what to type', async () => {
  const github = shared();
  const config = { url, content_type: 'json', secret: 'hush' };
  await github.call('POST', `${repositoryPath}/hooks`, { body: { name: 'web', events: ['*'], config } });
  await github.relay.idle();
  const [, silent] = await findings(personWith({ login: 'alice', github: { webhookSecretFile: 'secret' } }));
  expect(silent).toMatchObject({ problem: 'webhook_silent', mend: expect.stringContaining('github setup') });
});

/** A control plane of a person's, which works for `acme/widgets` and is asked what it thinks so many milliseconds from now. */
async function controlPlaneOf(person: CliPerson): Promise<{ silentIn: (ms: number) => Promise<unknown[]> }> {
  // GitHub's times are in whole seconds: it has listened for longer.
  let aheadMs = -10_000;
  const clock: Clock = {
    nowMs: () => systemClock.nowMs() + aheadMs,
    bootMs: () => systemClock.bootMs(),
    monotonicMs: () => systemClock.monotonicMs(),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  };
  const path = join(person.folder, 'planeguard.yaml');
  const config = parseConfig({ path, text: readFileSync(path, 'utf8') }, {});
  const github = openGitHub(config, { clock: systemClock, environment: {} });
  const plane = await startControlPlane({ folder: person.stateDir, github, clock });
  const silentIn = async (ms: number) => {
    aheadMs = ms;
    return (await plane.operator('GET', '/v1/webhooks/deliveries')).body.silent;
  };
  return { silentIn };
}

test('doctor asks the control plane whether webhooks are silent', async () => {
  const person = personWith({ github: { webhookSecretFile: 'secret', poll: '1s' } });
  const { silentIn } = await controlPlaneOf(person);
  await shared().persons.openIssue({ labels: ['agent'] });
  await until('polling has found what no webhook told', async () => (await silentIn(6 * 60_000)).length > 0);
  const [, silent] = await findings(person);
  expect(silent).toMatchObject({ problem: 'webhook_silent', what: expect.stringContaining('polling finds') });
});

test('doctor ends within its time where GitHub takes the connection and says nothing', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const ran = said(personWith({ github: { apiUrl: `http://127.0.0.1:${port}` } }));
  expect(await ran.finally(() => server.close())).toEqual(['github_away']);
});

test('doctor looks at few repositories at a time: GitHub limits an account that asks for too much at once', async () => {
  const held: ServerResponse[] = [];
  let most = 0;
  const answerHeld = () => {
    most = Math.max(most, held.length);
    for (const response of held.splice(0)) response.writeHead(404).end('{}');
  };
  let quiet: NodeJS.Timeout | undefined;
  const apiUrl = await httpServer(({ url: path = '' }, response) => {
    response.setHeader('content-type', 'application/json');
    if (path === '/user') return void response.end('{"login":"bob"}');
    held.push(response);
    clearTimeout(quiet);
    quiet = setTimeout(answerHeld, 50);
  });
  const person = personWith();
  const repositories = Array.from({ length: 20 }, (_, number) => ({ name: `acme/widgets-${number}` }));
  const config = { github: { apiUrl, tokenFile: 'token' }, repositories };
  writeFileSync(join(person.folder, 'planeguard.yaml'), JSON.stringify(config));
  expect(await said(person)).toEqual(['ok', ...repositories.map(() => 'github_right_missing')]);
  expect(most).toBeLessThanOrEqual(5);
});
