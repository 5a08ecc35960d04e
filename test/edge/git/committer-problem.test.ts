import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { committerProblem } from '../../../src/edge/git/committer-problem.ts';
import { checkout } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const person = { name: 'user.name A Person', email: 'user.email me@example.org' };

/** A workspace, and the environment of a person with these settings and no others. */
function place(...settings: string[]) {
  const folder = temporaryFolder();
  const config = join(folder, 'gitconfig');
  const sections = settings.map((setting) => {
    const [, section, key, value] = /^(\w+)\.(\w+) (.*)$/.exec(setting) ?? [];
    return `[${section}]\n\t${key} = ${value}\n`;
  });
  writeFileSync(config, sections.join(''));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: config,
  };
  return { workspace: checkout(join(folder, 'workspace')), env };
}

test('a configured person is known', async () => {
  const { workspace, env } = place(person.name, person.email);
  expect(await committerProblem(workspace, env)).toBeNull();
});

test("the agent's own variables name a committer too", async () => {
  const { workspace, env } = place('user.useConfigOnly true');
  const named = { ...env, GIT_COMMITTER_NAME: 'Agent', GIT_COMMITTER_EMAIL: 'agent@example.org' };
  expect(await committerProblem(workspace, named)).toBeNull();
});

test('what git would have to guess is a problem where it may not guess, and both commands are named', async () => {
  const { workspace, env } = place(person.name, 'user.useConfigOnly true');
  const problem = await committerProblem(workspace, env);
  expect(problem).toContain('no email was given and auto-detection is disabled');
  expect(problem).toContain('git config --global user.name "Your Name"');
  expect(problem).toContain('git config --global user.email you@example.org');
});

test('an agent without git on its PATH is no reason to refuse it', async () => {
  const { workspace, env } = place();
  expect(await committerProblem(workspace, { ...env, PATH: workspace })).toBeNull();
});
