import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchCache } from '../../src/edge/git/fetch-cache.ts';
import { repositoryCache } from '../../src/edge/git/repository-cache.ts';
import { readCarried } from '../../src/worker/read-carried.ts';
import { bareRemote, checkout, commit, git, testEnvironment } from '../support/git-repository.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function carriedBy(remote: string, folder: string) {
  const cache = repositoryCache(join(folder, 'cache'), remote, testEnvironment());
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') throw new Error(fetched.message);
  return readCarried(cache, fetched);
}

async function carried(files: Record<string, string>) {
  const folder = temporaryFolder();
  return carriedBy(bareRemote(join(folder, 'a.git'), { 'a.txt': 'one\n', ...files }), folder);
}

const silent = { afterCreate: null, beforeRun: null, afterRun: null, beforeRemove: null, timeoutMs: null };

describe('what a repository carries', () => {
  it('is nothing, most times', async () => {
    expect(await carried({})).toEqual({
      kind: 'read',
      carried: { hooks: silent, agent: null, prompt: null },
    });
  });

  it('is hooks, an agent and text for every agent', async () => {
    const config = 'hooks:\n  beforeRun: |\n    make\n  timeout: 10s\nagent: codex\n';
    expect(
      await carried({ '.planeguard/config.yaml': config, '.planeguard/prompt.md': '\nUse tabs.\n' }),
    ).toEqual({
      kind: 'read',
      carried: {
        hooks: { ...silent, beforeRun: 'make\n', timeoutMs: 10_000 },
        agent: 'codex',
        prompt: 'Use tabs.',
      },
    });
  });

  it('is only what stands on the default branch', async () => {
    const folder = temporaryFolder();
    const remote = checkout(join(folder, 'a'));
    git(remote, 'checkout', '--quiet', '-b', 'evil');
    commit(remote, {
      '.planeguard/config.yaml': 'hooks: { beforeRun: evil }',
      '.planeguard/prompt.md': 'Be evil.',
    });
    git(remote, 'checkout', '--quiet', 'main');
    expect(await carriedBy(remote, folder)).toMatchObject({
      carried: { hooks: { beforeRun: null }, prompt: null },
    });
  });

  it.each([
    [
      'hooks:\n  befoRun: make',
      '.planeguard/config.yaml:2 hooks.befoRun: is not known; allowed here: afterCreate',
    ],
    ['agents: {}', '.planeguard/config.yaml:1 agents: is not known; allowed here: hooks, agent'],
    ['agent: ../evil.sh', '.planeguard/config.yaml:1 agent: must be the name of an agent'],
    ['hooks:\n  timeout: soon', '.planeguard/config.yaml:2 hooks.timeout: must be a duration'],
    ['hooks: [', '.planeguard/config.yaml:1: '],
    [`hooks: { beforeRun: "${'x'.repeat(16_385)}" }`, '.planeguard/config.yaml:1 hooks.beforeRun: '],
    [`agent: ${'#'.repeat(70_000)}`, '.planeguard/config.yaml: it has 70007 bytes, allowed: 65536'],
    ['agent: "a\0b"', '.planeguard/config.yaml: it is not text in UTF-8'],
  ])('is refused with its line, and what to do: %#', async (config, problem) => {
    const read = await carried({ '.planeguard/config.yaml': config });
    if (read.kind !== 'refused') throw new Error('it was read');
    expect(read.message).toContain(`is not valid: ${problem}`);
    expect(read.message).toMatch(/Mend it on the branch main of .*\/a\.git, then try again$/);
  });

  it('is refused where it is a link: that names a file of another place', async () => {
    const folder = temporaryFolder();
    const remote = checkout(join(folder, 'a'), { '.planeguard/a': 'x' });
    symlinkSync('/etc/passwd', join(remote, '.planeguard/prompt.md'));
    commit(remote, {});
    expect(await carriedBy(remote, folder)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('.planeguard/prompt.md: it is not a regular file'),
    });
  });
});
