import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { requestViewSchema } from '../../../src/protocol/request.ts';
import { CliPerson } from '../../support/cli.ts';
import { processesNaming } from '../../support/global-processes.ts';
import { until } from '../../support/until.ts';

const demoSchema = z.object({
  stories: z.array(z.object({ story: z.string(), asExpected: z.boolean(), request: requestViewSchema })),
  leftovers: z.array(z.object({ what: z.string(), found: z.array(z.string()), lookedFor: z.number() })),
  clean: z.boolean(),
});

const placeIn = (stderr: string): string => /in (\/\S+planeguard-demo-\w+)\./.exec(stderr)?.[1] ?? 'nowhere';

test('each story ends as expected, with or without a worker in between, and leaves nothing', async () => {
  const { exit, stdout, stderr } = await new CliPerson().planeguard('demo', '--json');
  expect(exit, stderr).toBe(0);
  const { stories, leftovers, clean } = demoSchema.parse(JSON.parse(stdout));
  expect(stories.map(({ story, asExpected }) => [story, asExpected])).toEqual([
    ['merged', true],
    ['no-pr', true],
    ['crash', true],
    ['cancelled', true],
    ['restart', true],
  ]);
  expect(leftovers.map(({ what, found, lookedFor }) => [what, found, lookedFor])).toEqual([
    ['processes', [], 7],
    ['tmux servers', [], 7],
    ['ports of dev servers', [], 2],
    ['workspaces', [], 7],
    ['cgroups', [], 1],
    ['locks', [], 2],
    ['open threads', [], 5],
  ]);
  expect(clean).toBe(true);
  expect(existsSync(placeIn(stderr))).toBe(false);

  const restart = stories.find(({ story }) => story === 'restart')?.request;
  expect(restart?.feedback).toMatchObject([{ text: 'Please sign it.', status: 'delivered' }]);
  expect(restart?.evidence.attempts.map(({ clean: left }) => left)).toEqual([true, true]);
  const before = /The worker is stopped. It was process (\d+)/.exec(stderr)?.[1];
  const after = /Another worker runs. It is process (\d+)/.exec(stderr)?.[1];
  expect([before, after]).not.toContain(undefined);
  expect(before).not.toBe(after);
  expect(stderr).toContain('The feedback is pending, the request queued.');
  const pulls = [...stderr.matchAll(/^restart .* pull_request .* number (\d+)/gm)].map(
    ([, number]) => number,
  );
  expect(pulls).toHaveLength(3);
  expect(new Set(pulls).size).toBe(1);
});

test('whoever signs commits with a key that asks for a password is not asked', async () => {
  const person = new CliPerson();
  const gitConfig = join(person.folder, 'gitconfig');
  writeFileSync(gitConfig, '[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n');
  person.env.GIT_CONFIG_GLOBAL = gitConfig;
  const { exit, stderr } = await person.planeguard('demo', '--story', 'merged');
  expect(exit, stderr).toBe(0);
});

test('a demo that git keeps from beginning says so, and leaves nothing', async () => {
  const person = new CliPerson();
  const gitConfig = join(person.folder, 'gitconfig');
  writeFileSync(gitConfig, '[');
  Object.assign(person.env, { GIT_CONFIG_GLOBAL: gitConfig, TMPDIR: person.folder });
  const { exit, stderr } = await person.planeguard('demo');
  expect([exit, stderr]).toEqual([78, expect.stringMatching(/^planeguard: git init failed: /)]);
  expect(readdirSync(person.folder).filter((name) => name.startsWith('planeguard-demo'))).toEqual([]);
});

test('Ctrl-C while the worker is stopped leaves nothing', async () => {
  const demo = new CliPerson().start('demo', '--story', 'restart');
  await until('the worker is stopped', () => demo.stderr.includes('The worker is stopped'));
  demo.signal('SIGINT');
  const { exit, stdout, stderr } = await demo.ended;
  expect(exit, stderr).toBe(130);
  expect(stdout).toContain('Nothing is left.');
  expect(existsSync(placeIn(stderr))).toBe(false);
  expect(processesNaming(placeIn(stderr))).toEqual([]);
});
