import { describe, expect, test } from 'vitest';
import type { Forge, PullRequest } from '../../../src/edge/forge/forge.ts';

type Eventually<T> = T | Promise<T>;

type HowByHand = 'merge' | 'fast-forward' | 'rebase' | 'squash';

/** A forge with one open pull request that adds `b.txt`, and the hands of the people who use it. */
export interface ForgeScene {
  forge: Forge;
  pullRequest: PullRequest & { title: string };
  /** The commit that a branch of the forge has; null when there is no such branch. */
  tip(branch: string): string | null;
  /** The content of a file on a branch. */
  read(branch: string, file: string): string;
  /** Somebody commits to a branch of the forge. Returns the commit. */
  push(branch: string, files: Record<string, string>): Eventually<string>;
  /** Somebody merges the pull request with git alone, without the forge. Returns the base's commit. */
  mergeByHand(how: HowByHand): Eventually<string>;
  deleteBranch(branch: string): Eventually<void>;
  goAway(): void;
}

/** Where forges differ by nature. */
export interface ForgeNature {
  /** Merges by hand whose commits are others than the head's are noticed: the forge compares what they change. */
  noticesChangedCommits: boolean;
  /** It says which files are in conflict. */
  namesConflicts: boolean;
}

/** What every forge does. `scene` makes a new one for each test. */
export function describeForge(name: string, nature: ForgeNature, scene: () => Promise<ForgeScene>): void {
  describe(`the forge ${name}`, () => {
    describeLooking(nature, scene);
    describeMerging(nature, scene);
  });
}

function describeLooking({ noticesChangedCommits }: ForgeNature, scene: () => Promise<ForgeScene>): void {
  const noticed = (how: HowByHand) =>
    noticesChangedCommits || how === 'merge' || how === 'fast-forward' ? 'merged' : 'open';

  test('sees an open pull request, and where its head is', async () => {
    const { forge, pullRequest, push } = await scene();
    expect(await forge.lookAt(pullRequest)).toEqual({ state: 'open', sha: pullRequest.headSha });
    const sha = await push(pullRequest.head, { 'c.txt': 'c\n' });
    expect(await forge.lookAt(pullRequest)).toEqual({ state: 'open', sha });
  });

  test('sees it open while the base goes on', async () => {
    const { forge, pullRequest, push } = await scene();
    await push(pullRequest.base, { 'other.txt': 'o\n' });
    expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'open' });
  });

  for (const how of ['merge', 'fast-forward', 'rebase', 'squash'] as const)
    test(
      noticed(how) === 'merged' ? `notices a ${how} made by hand` : `knows nothing of a ${how} made by hand`,
      async () => {
        const { forge, pullRequest, mergeByHand, deleteBranch } = await scene();
        await mergeByHand(how);
        expect(await forge.lookAt(pullRequest)).toMatchObject({ state: noticed(how) });
        await deleteBranch(pullRequest.head);
        const last = noticed(how) === 'merged' ? 'merged' : 'closed';
        expect(await forge.lookAt(pullRequest)).toMatchObject({ state: last });
      },
    );

  test.each(['merge', 'rebase', 'squash'] as const)(
    'says of a %s the same although the same lines were changed since',
    async (how) => {
      const { forge, pullRequest, mergeByHand, push } = await scene();
      await mergeByHand(how);
      await push(pullRequest.base, { 'b.txt': 'changed since\n' });
      expect(await forge.lookAt(pullRequest)).toMatchObject({ state: noticed(how) });
    },
  );

  test('names the commit that brought the work in', async () => {
    const { forge, pullRequest, mergeByHand, push } = await scene();
    const sha = await mergeByHand('merge');
    await push(pullRequest.base, { 'later.txt': 'l\n' });
    expect(await forge.lookAt(pullRequest)).toEqual({ state: 'merged', sha });
  });

  test('sees a deleted head as closed', async () => {
    const { forge, pullRequest, deleteBranch } = await scene();
    await forge.lookAt(pullRequest);
    await deleteBranch(pullRequest.head);
    expect(await forge.lookAt(pullRequest)).toEqual({ state: 'closed', sha: pullRequest.headSha });
  });

  test('says unknown when it cannot be asked', async () => {
    const { forge, pullRequest, goAway } = await scene();
    goAway();
    expect(await forge.lookAt(pullRequest)).toMatchObject({
      state: 'unknown',
      message: expect.stringMatching(/\.$/),
    });
  });
}

function describeMerging(
  { noticesChangedCommits, namesConflicts }: ForgeNature,
  scene: () => Promise<ForgeScene>,
): void {
  test('merges with a merge commit, deletes the head, and may be asked again', async () => {
    const { forge, pullRequest, tip, read } = await scene();
    const merged = await forge.merge(pullRequest);
    expect(merged).toEqual({ kind: 'merged', sha: tip(pullRequest.base), headDeleted: true });
    expect(read(pullRequest.base, 'b.txt')).toBe('b\n');
    expect(tip(pullRequest.head)).toBeNull();
    expect(await forge.merge(pullRequest)).toEqual(merged);
    expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'merged' });
  });

  test('merges into a base that has gone on', async () => {
    const { forge, pullRequest, push, read } = await scene();
    await push(pullRequest.base, { 'other.txt': 'o\n' });
    expect(await forge.merge(pullRequest)).toMatchObject({ kind: 'merged' });
    expect(read(pullRequest.base, 'b.txt') + read(pullRequest.base, 'other.txt')).toBe('b\no\n');
  });

  test('says what is in conflict and changes nothing', async () => {
    const { forge, pullRequest, push, tip } = await scene();
    const base = await push(pullRequest.base, { 'b.txt': 'theirs\n' });
    expect(await forge.merge(pullRequest)).toEqual({
      kind: 'conflict',
      files: namesConflicts ? ['b.txt'] : [],
    });
    expect([tip(pullRequest.base), tip(pullRequest.head)]).toEqual([base, pullRequest.headSha]);
  });

  test('does not merge what the person has not seen', async () => {
    const { forge, pullRequest, push, tip } = await scene();
    const base = tip(pullRequest.base);
    const sha = await push(pullRequest.head, { 'c.txt': 'c\n' });
    expect(await forge.merge(pullRequest)).toEqual({ kind: 'head_moved', sha });
    expect(tip(pullRequest.base)).toBe(base);
  });

  test('does not merge a head that is gone', async () => {
    const { forge, pullRequest, deleteBranch, tip } = await scene();
    await forge.lookAt(pullRequest);
    const base = tip(pullRequest.base);
    await deleteBranch(pullRequest.head);
    const { kind } = await forge.merge(pullRequest);
    expect(['head_moved', 'refused']).toContain(kind);
    expect(tip(pullRequest.base)).toBe(base);
  });

  test('takes a merge made by hand as done', async () => {
    const { forge, pullRequest, mergeByHand, tip } = await scene();
    await mergeByHand(noticesChangedCommits ? 'squash' : 'merge');
    expect(await forge.merge(pullRequest)).toMatchObject({ kind: 'merged', headDeleted: true });
    expect(tip(pullRequest.head)).toBeNull();
  });

  test('says when it cannot be asked', async () => {
    const { forge, pullRequest, goAway } = await scene();
    goAway();
    const { kind } = await forge.merge(pullRequest);
    expect(['unreachable', 'refused']).toContain(kind);
  });
}
