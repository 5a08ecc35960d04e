import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { SetupItem } from '../../src/cli/github/setup-item.ts';
import type { Finding } from '../../src/core/doctor/finding.ts';
import { CliPerson } from '../support/cli.ts';
import { repositoryPath } from '../support/github/emulator.ts';
import type { GitHubPlace } from '../support/github/github-place.ts';
import { type Login, tokenOf } from '../support/github/people.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import { sharedGitHub } from '../support/github/shared-github.ts';
import type { Ran } from '../support/place.ts';

const shared = sharedGitHub();
let github: GitHubPlace;
const url = 'http://127.0.0.1:9/v1/webhooks/github';
const hooks = `${repositoryPath}/hooks`;

beforeEach(async () => {
  github = shared();
  for (const { id } of await listed()) await github.call('DELETE', `${hooks}/${id}`);
});

const listed = async () => (await github.call('GET', hooks)).body;
const labelled = async (name: string) =>
  (await github.call('GET', `${repositoryPath}/labels/${name}`)).status;

/** Somebody who has configured Planeguard for `acme/widgets`, and has started nothing. */
function personAs(login: Login, label: string, section: object = {}): CliPerson {
  const person = new CliPerson();
  writeFileSync(join(person.folder, 'token'), `${tokenOf(login)}\n`);
  writeFileSync(join(person.folder, 'secret'), 'hush\nold\n');
  configure(person, label, section);
  return person;
}

function configure(person: CliPerson, label: string, section: object = {}): void {
  const access = { apiUrl: github.url, tokenFile: 'token', webhookSecretFile: 'secret', ...section };
  const repositories = [{ name: 'acme/widgets', trigger: { label } }, { name: '/a/plain/remote' }];
  writeFileSync(join(person.folder, 'planeguard.yaml'), JSON.stringify({ github: access, repositories }));
}

const said = ({ stdout }: Ran): string[] =>
  JSON.parse(stdout).items.map(({ item, outcome }: SetupItem) => `${item} ${outcome}`);
const setUp = (person: CliPerson, ...args: string[]) =>
  person.planeguard('github', 'setup', '--json', ...args);

test('label and webhook are made once, and a second run finds all as it should be', async () => {
  const person = personAs('alice', 'fresh');
  const dry = await setUp(person, '--url', url, '--dry-run');
  expect([dry.exit, said(dry)]).toEqual([0, ['rights ok', 'label would', 'webhook would']]);
  expect([await labelled('fresh'), await listed()]).toEqual([404, []]);

  const first = await setUp(person, '--url', 'http://127.0.0.1:9');
  expect([first.exit, said(first)]).toEqual([0, ['rights ok', 'label created', 'webhook created']]);
  expect(JSON.parse(first.stdout)).toMatchObject({ account: 'alice', dryRun: false });
  const second = await setUp(person, '--url', url);
  expect([second.exit, said(second)]).toEqual([0, ['rights ok', 'label ok', 'webhook ok']]);

  expect(await labelled('fresh')).toBe(200);
  const config = { url, content_type: 'json', secret: '********' };
  expect(await listed()).toMatchObject([{ active: true, config }]);
  expect([...github.relay.hooks.values()]).toMatchObject([{ url, secret: 'hush' }]);
});

test('a webhook that was set up brings a label to the control plane, and doctor finds nothing wrong', async () => {
  const place = placeOnGitHub(github, 'planeguard finish --no-change "Nothing to do."', { poll: '1h' });
  writeFileSync(join(place.folder, 'github.token'), `${tokenOf('alice')}\n`);
  await place.up();
  const ran = await place.planeguard('github', 'setup', '--url', place.url());
  expect(ran).toMatchObject({ exit: 0, stdout: expect.stringContaining('created') });
  const { number } = await github.persons.openIssue();
  await github.persons.label(number);
  expect(await requestOf(place, number, 'done')).toMatchObject({ reason: 'no_change_needed' });

  const { stdout } = await place.planeguard('doctor', '--json');
  const found = JSON.parse(stdout).items.filter(({ check }: Finding) => check === 'github');
  expect(found).toMatchObject([{ level: 'ok' }]);
});

test('a webhook that differs is changed and not made again, and events that somebody added stay', async () => {
  const config = { url, content_type: 'form' };
  const body = { name: 'web', active: false, events: ['push', 'star'], config };
  await github.call('POST', hooks, { body });
  const person = personAs('alice', 'agent');
  const ran = await setUp(person, '--url', url);
  expect(said(ran)).toEqual(['rights ok', 'label ok', 'webhook updated']);
  expect(ran.stdout).toContain('content type, it is switched off, it has no secret');
  const [hook, ...others] = await listed();
  expect(others).toEqual([]);
  expect(hook).toMatchObject({ active: true, config: { content_type: 'json', secret: '********' } });
  expect(hook.events).toEqual(expect.arrayContaining(['star', 'push', 'issues', 'pull_request', 'status']));
});

test.each(['drop after', '502 after'] as const)(
  'what GitHub made without saying so (%s) is found, not made again',
  async (fault) => {
    const person = personAs('alice', `told ${fault}`);
    const struck = github.faults.strike({ fault, route: /^POST .*\/(labels|hooks)$/ });
    const ran = await setUp(person, '--url', url);
    expect([ran.exit, said(ran)]).toEqual([0, ['rights ok', 'label created', 'webhook created']]);
    expect(struck.met).toHaveLength(2);
    expect(await listed()).toHaveLength(1);
  },
);

test('what GitHub did not make and did not refuse is told, is not repeated, and made by the next run', async () => {
  const person = personAs('alice', 'later');
  const struck = github.faults.strike({ fault: '503', route: /^POST .*\/(labels|hooks)$/ });
  const ran = await setUp(person, '--url', url);
  expect([ran.exit, said(ran)]).toEqual([75, ['rights ok', 'label unanswered', 'webhook unanswered']]);
  expect(struck.met).toHaveLength(2);
  struck.end();
  expect(said(await setUp(person, '--url', url))).toEqual(['rights ok', 'label created', 'webhook created']);
});

test('who may not administer the repository is told what webhooks need', async () => {
  const ran = await setUp(personAs('bob', 'agent'), '--url', url);
  expect([ran.exit, said(ran)]).toEqual([1, ['rights ok', 'label ok', 'webhook lacking']]);
  expect(ran.stdout).toContain('Give the account the role Admin');
});

test('who may only read is told what is missing', async () => {
  const ran = await setUp(personAs('mallory', 'unmade'));
  expect(ran.exit).toBe(1);
  expect(said(ran)).toEqual(expect.arrayContaining(['rights lacking', 'label lacking', 'webhook off']));
  expect(ran.stdout).toContain('Give the account the role Write');
});

test('of a fine-grained token it is said that GitHub does not tell what it may write', async () => {
  github.forge.scopes = null;
  const person = personAs('bob', 'agent');
  const ran = await setUp(person);
  github.forge.scopes = 'repo';
  expect([ran.exit, said(ran)]).toEqual([0, ['rights not_told', 'label ok', 'webhook off']]);
  expect(ran.stdout).toContain('Pull requests: read and write');
});

test('a repository that is not to be seen keeps no other from being set up', async () => {
  const person = personAs('bob', 'agent');
  const access = { apiUrl: github.url, tokenFile: 'token' };
  const repositories = ['acme/hidden', 'acme/widgets'].map((name) => ({ name, trigger: { label: 'agent' } }));
  writeFileSync(join(person.folder, 'planeguard.yaml'), JSON.stringify({ github: access, repositories }));
  const ran = await setUp(person);
  expect([ran.exit, said(ran)]).toEqual([1, ['repository lacking', 'rights ok', 'label ok', 'webhook off']]);
});

test('a webhook whose deliveries are refused is told apart from one that works', async () => {
  const person = personAs('alice', 'agent');
  await setUp(person, '--url', url);
  await github.relay.idle();
  const ran = await setUp(person, '--url', url, '--dry-run');
  expect(said(ran)).toEqual(['rights ok', 'label ok', 'webhook ok']);
  expect(ran.stdout).toContain(`GitHub's last delivery to ${url} was not answered`);
});

test('without --url nothing is done about webhooks, and polling is named', async () => {
  const ran = await personAs('bob', 'agent').planeguard('github', 'setup');
  expect(ran.exit).toBe(0);
  expect(ran.stdout).toMatch(/^The token of bob at http/);
  expect(ran.stdout).toMatch(/^acme\/widgets +webhook +off +Polling finds every change\./m);
});

test.each<[string, object, string[], number, string]>([
  ['no token is configured', { tokenFile: '' }, [], 78, 'set github.tokenCommand'],
  ['the token is not there', { tokenFile: 'none' }, [], 78, 'cannot be read'],
  ['the secret is not configured', { webhookSecretFile: '' }, ['--url', url], 78, 'github.webhookSecretFile'],
  ['the secret is not there', { webhookSecretFile: 'none' }, ['--url', url], 78, 'cannot be read'],
  ['the repository is not listed', {}, ['acme/other'], 3, 'it has acme/widgets'],
  ['the URL is not https', {}, ['--url', 'http://example.org'], 2, 'is no https URL'],
  ['the URL is no URL', {}, ['--url', 'example.org'], 2, 'is no https URL'],
  ['the URL has a password', {}, ['--url', 'https://a:b@example.org'], 2, 'is no https URL'],
  ['nobody answers', { apiUrl: 'http://127.0.0.1:9' }, [], 75, 'cannot be asked'],
])('where %s, that is said, and nothing is done', async (_, section, args, exit, sentence) => {
  const ran = await personAs('alice', 'agent', section).planeguard('github', 'setup', ...args);
  expect([ran.exit, ran.stdout]).toEqual([exit, '']);
  expect(ran.stderr).toContain(sentence);
});

test('a token that GitHub refuses, and a configuration without its repositories, are said', async () => {
  const person = personAs('alice', 'agent');
  writeFileSync(join(person.folder, 'token'), 'ghp_expired\n');
  const refused = await person.planeguard('github', 'setup');
  expect([refused.exit, refused.stderr]).toEqual([
    78,
    expect.stringContaining('does not accept the token of github.tokenFile'),
  ]);
  const content = { github: { apiUrl: github.url, tokenFile: 'token' } };
  writeFileSync(join(person.folder, 'planeguard.yaml'), JSON.stringify(content));
  const none = await person.planeguard('github', 'setup');
  expect([none.exit, none.stderr]).toEqual([78, expect.stringContaining('lists no repository of GitHub')]);
});
