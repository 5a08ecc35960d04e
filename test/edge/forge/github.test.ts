import { expect, test } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import type { MergedPullRequest } from '../../../src/edge/forge/forge.ts';
import { GitHubApi } from '../../../src/edge/forge/github/github-api.ts';
import { lookAtPullRequest, mergePullRequest } from '../../../src/edge/forge/github.ts';
import { git } from '../../support/git-repository.ts';
import { afterPush } from '../../support/github/after-push.ts';
import { repositoryPath } from '../../support/github/emulator.ts';
import type { ForgeFault } from '../../support/github/faults.ts';
import { tokenOf } from '../../support/github/people.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';
import { byHand } from './by-hand.ts';
import { describeForge, type ForgeScene } from './forge-contract.ts';

const github = sharedGitHub();
let scenes = 0;

interface GitHubScene extends ForgeScene {
  number: number;
  merge(): Promise<MergedPullRequest>;
}

let made: Promise<string> | undefined;
/** The commit that every pull request here brings. */
const work = (): Promise<string> => {
  made ??= github().push('work', { 'b.txt': 'b\n' });
  return made;
};

/** A pull request with a base of its own. */
async function githubScene({ head = '', draft = false } = {}): Promise<GitHubScene> {
  const { forge, bare, faults, persons, url } = github();
  scenes += 1;
  const [base, branch] = [`base-${scenes}`, head || `planeguard/work-r${scenes}-1`];
  const headSha = await work();
  git(bare, 'update-ref', `refs/heads/${base}`, 'main');
  git(bare, 'update-ref', `refs/heads/${branch}`, headSha);
  await afterPush(forge, 'alice');
  const hands = byHand(bare, { head: branch, base });
  const { number } = await persons.openPullRequest({ head: branch, base, draft, title: 'Add b' });
  const api = new GitHubApi({
    apiUrl: url,
    token: () => Promise.resolve(tokenOf('bob')),
    clock: systemClock,
  });
  const pushed = async (sha: string): Promise<string> => {
    await afterPush(forge, 'alice');
    return sha;
  };
  const place = { api, repository: { owner: 'acme', repo: 'widgets' }, number };
  const pullRequest = { head: branch, headSha, base, title: 'Add b' };
  return {
    push: async (name, files) => pushed(await hands.push(name, files)),
    mergeByHand: async (how) => pushed(await hands.mergeByHand(how)),
    forge: {
      lookAt: () => lookAtPullRequest(place),
      merge: (wanted) => mergePullRequest({ ...place, ...wanted }),
    },
    pullRequest,
    number,
    merge: () => mergePullRequest({ ...place, ...pullRequest }),
    tip: (name) => git(bare, 'for-each-ref', '--format=%(objectname)', `refs/heads/${name}`) || null,
    read: (name, file) => `${git(bare, 'show', `${name}:${file}`)}\n`,
    deleteBranch: (name) => persons.deleteBranch(name),
    goAway: () => void faults.strike({ fault: 'drop' }),
  };
}

describeForge('github', { noticesChangedCommits: false, namesConflicts: false }, () => githubScene());

const mergeRoute = /^PUT .*\/merge$/;

test.each(['502 after', 'drop after'] as const)(
  'a merge that was answered with %s is found, and not asked for again',
  async (fault) => {
    const { merge, tip, pullRequest } = await githubScene();
    const struck = github().faults.strike({ fault, route: mergeRoute });
    expect(await merge()).toEqual({ kind: 'merged', sha: tip(pullRequest.base), headDeleted: true });
    expect(struck.met).toHaveLength(1);
    expect(git(github().bare, 'rev-list', '--count', '--merges', pullRequest.base)).toBe('1');
  },
);

test.each(['401', '429', 'secondary', 'exhausted', '500', 'drop'] as const)(
  'a merge that GitHub answers with %s is to be tried again, and changes nothing',
  async (fault: ForgeFault) => {
    const { merge, tip, pullRequest } = await githubScene();
    const base = tip(pullRequest.base);
    github().faults.strike({ fault, route: mergeRoute });
    expect(await merge()).toMatchObject({ kind: 'unreachable' });
    expect(tip(pullRequest.base)).toBe(base);
  },
);

test('a token that may not merge is told so in the words of GitHub', async () => {
  const { merge } = await githubScene();
  github().faults.strike({ fault: '403', route: mergeRoute });
  expect(await merge()).toEqual({
    kind: 'refused',
    message: 'GitHub does not merge it: Resource not accessible by personal access token',
  });
});

test('a required check that has not passed keeps it from being merged', async () => {
  const { merge, pullRequest } = await githubScene();
  await github().persons.requireChecks(['ci/build'], pullRequest.base);
  expect(await merge()).toEqual({
    kind: 'refused',
    message: 'GitHub does not merge it: Required status checks have not succeeded.',
  });
});

test('a draft is refused with what to do', async () => {
  const { merge } = await githubScene({ draft: true });
  expect(await merge()).toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/^It is a draft: .+\.$/),
  });
});

test('where merge commits are not allowed it is squashed', async () => {
  const { merge, pullRequest } = await githubScene();
  await github().call('PATCH', repositoryPath, { body: { allow_merge_commit: false } });
  expect(await merge()).toMatchObject({ kind: 'merged' });
  await github().call('PATCH', repositoryPath, { body: { allow_merge_commit: true } });
  expect(git(github().bare, 'rev-list', '--count', '--merges', pullRequest.base)).toBe('0');
});

test('a branch that Planeguard has not made stays', async () => {
  const { merge, tip, pullRequest } = await githubScene({ head: 'develop' });
  expect(await merge()).toMatchObject({ kind: 'merged', headDeleted: false });
  expect(tip(pullRequest.head)).toBe(pullRequest.headSha);
});

test('a branch that is not deleted is no trouble', async () => {
  const { merge } = await githubScene();
  github().faults.strike({ fault: '403', route: /^DELETE / });
  expect(await merge()).toMatchObject({ kind: 'merged', headDeleted: false });
});
