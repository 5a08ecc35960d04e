import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGit } from '../../../src/edge/git/git.ts';
import { inspectRemote } from '../../../src/edge/git/inspect-remote.ts';
import { forgetPersonalSettings } from '../../../src/edge/git/personal-settings.ts';
import { checkout, commit, git, testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function personWith(config: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'gitconfig'), config);
  return { folder, env: { ...testEnvironment(), GIT_CONFIG_GLOBAL: join(folder, 'gitconfig') } };
}

async function setting(env: Record<string, string>, name: string): Promise<string | null> {
  const result = await runGit(['config', '--get', name], { env });
  return result.kind === 'ok' ? result.stdout.trim() : null;
}

test.each([
  ['credential.helper', 'cache --timeout 9'],
  ['credential.https://example.org.helper', '!gh auth git-credential'],
  ['filter.lfs.smudge', 'git-lfs smudge -- %f'],
  ['http.proxy', 'http://proxy.example.org:3128'],
  ['url.ssh://git@example.org/.insteadof', 'https://example.org/'],
  ['core.sshcommand', 'ssh -i "a key"'],
  ['user.email', 'me@example.org'],
])("a person's %s reaches git", async (name, value) => {
  const { folder, env } = personWith('');
  git(folder, 'config', '--file', env.GIT_CONFIG_GLOBAL, name, value);
  expect(await setting(env, name)).toBe(value);
});

test.each(['core.editor', 'init.templatedir', 'color.ui', 'push.gpgsign', 'fetch.prune', 'alias.status'])(
  "a person's %s does not",
  async (name) => {
    const { folder, env } = personWith('');
    git(folder, 'config', '--file', env.GIT_CONFIG_GLOBAL, name, 'always');
    expect(await setting(env, name)).toBeNull();
  },
);

test('settings of several lines and without a value are taken over', async () => {
  const { env } = personWith('[user]\n\tname = "two\\nlines"\n[http]\n\tsslVerify\n');
  expect(await setting(env, 'user.name')).toBe('two\nlines');
  expect(await setting(env, 'http.sslverify')).toBe('true');
});

test('a login that was added meanwhile is seen once settings are read anew', async () => {
  const { env } = personWith('');
  expect(await setting(env, 'credential.helper')).toBeNull();
  writeFileSync(env.GIT_CONFIG_GLOBAL, '[credential]\n\thelper = store\n');
  forgetPersonalSettings(env);
  expect(await setting(env, 'credential.helper')).toBe('store');
});

test('a broken configuration file is named, not passed over', async () => {
  const { env } = personWith('[[[ not a configuration');
  const result = await runGit(['version'], { env });
  expect(result).toMatchObject({ kind: 'failed', failure: 'misconfigured' });
  expect(await inspectRemote('/nowhere', env)).toMatchObject({
    kind: 'no_git',
    message: expect.stringContaining(env.GIT_CONFIG_GLOBAL),
  });
});

test('variables that would point git elsewhere are left out', async () => {
  const { folder, env } = personWith('');
  const repository = checkout(join(folder, 'shop'));
  const bent = {
    ...env,
    GIT_DIR: '/nowhere',
    GIT_WORK_TREE: '/',
    GIT_INDEX_FILE: '/nowhere',
    GIT_TRACE: '1',
  };
  const status = await runGit(['status', '--porcelain'], { env: bent, cwd: repository });
  expect(status).toMatchObject({ kind: 'ok', stdout: '' });
});

test("a repository's own hooks and file-system monitor do not run", async () => {
  const { folder, env } = personWith('');
  const repository = checkout(join(folder, 'shop'));
  const trap = join(folder, 'trap');
  const hook = join(repository, '.git/hooks/post-checkout');
  commit(repository, { 'b.txt': 'b' });
  mkdirSync(join(repository, '.git/hooks'), { recursive: true });
  writeFileSync(hook, `#!/bin/sh\ntouch '${trap}'\n`);
  chmodSync(hook, 0o755);
  git(repository, 'config', 'core.fsmonitor', hook);
  await runGit(['status'], { env, cwd: repository });
  await runGit(['checkout', '--quiet', '--detach'], { env, cwd: repository });
  expect(existsSync(trap)).toBe(false);
});

test('a command that hangs ends at its deadline', async () => {
  const { folder, env } = personWith('');
  const program = join(folder, 'bin', 'git');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(program, '#!/bin/sh\n[ "$1" = config ] && exit 0\nexec sleep 60\n');
  chmodSync(program, 0o755);
  const waiting = { ...env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  const result = await runGit(['version'], { env: waiting, timeoutMs: 200 });
  expect(result).toMatchObject({ kind: 'failed', failure: 'timed_out' });
});
