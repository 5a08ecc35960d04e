import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout, checkoutDigest, git } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';
import { stateReached } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';

/** A person's working tree with a branch of their own, something staged, and something not. */
function busyCheckout(place: Place): string {
  const path = checkout(join(place.folder, 'my checkout'));
  git(path, 'branch', 'mine');
  writeFileSync(join(path, 'a.txt'), 'half done\n');
  writeFileSync(join(path, 'new.txt'), 'new\n');
  git(path, 'add', 'new.txt');
  return path;
}

const seen = (path: string) => ({
  digest: checkoutDigest(path),
  status: git(path, 'status', '--porcelain=v2', '--branch'),
  branches: git(
    path,
    'for-each-ref',
    '--format=%(refname) %(objectname)',
    'refs/heads/[!p]*',
    'refs/tags',
    'refs/stash',
  ),
});

test("a person's checkout is never touched: merging says what to type, and a merge by hand is noticed", async () => {
  const place = new Place();
  const path = busyCheckout(place);
  const before = seen(path);
  const line = ['--agent', place.agent(openPullRequest), '--prompt', 'Say hello', '--json'];
  const run = await place.planeguard('run', '--repo', path, ...line, '--wait');
  expect(run.exit).toBe(0);
  const { id, session } = JSON.parse(run.stdout);
  expect(seen(path)).toEqual(before);
  expect(git(path, 'show', `${session.branch}:work.txt`)).toBe(`by ${id}-1`);

  const refused = await place.planeguard('pr', 'merge', id);
  expect(refused).toMatchObject({ exit: 4, stdout: '', stderr: expect.stringContaining('git') });
  expect(refused.stderr).toContain(session.branch);
  expect(seen(path)).toEqual(before);

  git(path, 'stash', '--include-untracked');
  git(path, 'merge', '--quiet', session.branch);
  await place.up();
  expect(await stateReached(place, id, 'done')).toMatchObject({ reason: 'merged' });
});
