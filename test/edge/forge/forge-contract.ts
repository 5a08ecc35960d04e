import { describe, expect, test } from 'vitest';
import type { Forge, PullRequest } from '../../../src/edge/forge/forge.ts';

/** A forge with one open pull request that adds `b.txt`, and the hands of the people who use it. */
export interface ForgeScene {
  forge: Forge;
  pullRequest: PullRequest & { title: string };
  /** The commit that a branch of the forge has; null when there is no such branch. */
  tip(branch: string): string | null;
  /** The content of a file on a branch. */
  read(branch: string, file: string): string;
  /** Somebody commits to a branch of the forge. Returns the commit. */
  push(branch: string, files: Record<string, string>): string;
  /** Somebody merges the pull request by hand. Returns the base's commit. */
  mergeByHand(how: 'merge' | 'fast-forward' | 'rebase' | 'squash'): string;
  deleteBranch(branch: string): void;
  goAway(): void;
}

/** What every forge does. `scene` makes a new one for each test. */
export function describeForge(name: string, scene: () => Promise<ForgeScene>): void {
  describe(`the forge ${name}`, () => {
    describeLooking(scene);
    describeMerging(scene);
  });
}

function describeLooking(scene: () => Promise<ForgeScene>): void {
  test('sees an open pull request, and where its head is', async () => {
    const { forge, pullRequest, push } = await scene();
    expect(await forge.lookAt(pullRequest)).toEqual({ state: 'open', sha: pullRequest.headSha });
    const sha = push(pullRequest.head, { 'c.txt': 'c\n' });
    expect(await forge.lookAt(pullRequest)).toEqual({ state: 'open', sha });
  });

  test('sees it open while the base goes on', async () => {
    const { forge, pullRequest, push } = await scene();
    push(pullRequest.base, { 'other.txt': 'o\n' });
    expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'open' });
  });

  test.each(['merge', 'fast-forward', 'rebase', 'squash'] as const)(
    'notices a %s made by hand',
    async (how) => {
      const { forge, pullRequest, mergeByHand, deleteBranch } = await scene();
      mergeByHand(how);
      expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'merged' });
      deleteBranch(pullRequest.head);
      expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'merged' });
    },
  );

  test.each(['merge', 'rebase', 'squash'] as const)(
    'notices a %s although the same lines were changed since',
    async (how) => {
      const { forge, pullRequest, mergeByHand, push } = await scene();
      mergeByHand(how);
      push(pullRequest.base, { 'b.txt': 'changed since\n' });
      expect(await forge.lookAt(pullRequest)).toMatchObject({ state: 'merged' });
    },
  );

  test('names the commit that brought the work in', async () => {
    const { forge, pullRequest, mergeByHand, push } = await scene();
    const sha = mergeByHand('merge');
    push(pullRequest.base, { 'later.txt': 'l\n' });
    expect(await forge.lookAt(pullRequest)).toEqual({ state: 'merged', sha });
  });

  test('sees a deleted head as closed', async () => {
    const { forge, pullRequest, deleteBranch } = await scene();
    await forge.lookAt(pullRequest);
    deleteBranch(pullRequest.head);
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

function describeMerging(scene: () => Promise<ForgeScene>): void {
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
    push(pullRequest.base, { 'other.txt': 'o\n' });
    expect(await forge.merge(pullRequest)).toMatchObject({ kind: 'merged' });
    expect(read(pullRequest.base, 'b.txt') + read(pullRequest.base, 'other.txt')).toBe('b\no\n');
  });

  test('names the files of a conflict and changes nothing', async () => {
    const { forge, pullRequest, push, tip } = await scene();
    const base = push(pullRequest.base, { 'b.txt': 'theirs\n' });
    expect(await forge.merge(pullRequest)).toEqual({ kind: 'conflict', files: ['b.txt'] });
    expect([tip(pullRequest.base), tip(pullRequest.head)]).toEqual([base, pullRequest.headSha]);
  });

  test('does not merge what the person has not seen', async () => {
    const { forge, pullRequest, push, tip } = await scene();
    const base = tip(pullRequest.base);
    const sha = push(pullRequest.head, { 'c.txt': 'c\n' });
    expect(await forge.merge(pullRequest)).toEqual({ kind: 'head_moved', sha });
    expect(tip(pullRequest.base)).toBe(base);
  });

  test('does not merge a head that is gone', async () => {
    const { forge, pullRequest, deleteBranch } = await scene();
    await forge.lookAt(pullRequest);
    deleteBranch(pullRequest.head);
    expect(await forge.merge(pullRequest)).toEqual({ kind: 'head_moved', sha: null });
  });

  test('takes a merge made by hand as done', async () => {
    const { forge, pullRequest, mergeByHand, tip } = await scene();
    mergeByHand('squash');
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
