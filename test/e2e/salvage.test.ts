import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RequestView } from '../../src/protocol/request.ts';
import { commit, git } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { commitWork, openPullRequest } from '../support/scripts.ts';
import { sharedPlace } from '../support/shared-place.ts';
import { signalPid } from '../support/signal-pid.ts';
import { until } from '../support/until.ts';

const onShared = sharedPlace();

const halfDone = `${commitWork()}\necho more >> work.txt\necho new > untracked.txt\ngit stash push --quiet -- work.txt`;

/** A request whose agent has worked, and was cancelled then. */
async function cancelledAtWork(place: Place, script = untilCancelled(halfDone)): Promise<RequestView> {
  const id = await queue(place, place.agent(script));
  await until('the agent has worked', () => existsSync(join(place.folder, 'marks', 'ready')));
  await place.client.cancelRequest(id);
  return restingRequest(place, id);
}

const untilCancelled = (work: string): string => `${work}\ntouch "$MARKS/ready"\nsleep 600`;

test('the work of a cancelled request is salvaged before its workspace goes, and restored when nothing runs', async () => {
  const place = new Place();
  await place.up();
  const { id, session } = await cancelledAtWork(place);
  await until('its workspace is gone', () => !existsSync(session?.workspace ?? ''));
  const ref = `refs/planeguard/salvage/${id}/1`;
  const request = await until('its receipt is there', async () => {
    const seen = await place.client.showRequest(id);
    return seen.salvage.length > 0 && seen;
  });
  expect(request.salvage).toEqual([{ ref, commits: 1, files: 1 }]);
  const { items } = await place.client.listSalvage({});
  expect(items).toMatchObject([{ id: `${id}-1`, requestId: id, stashes: 1, ref }]);
  await place.planeguard('down');

  const listed = await place.planeguard('salvage', 'list', '--json');
  expect(JSON.parse(listed.stdout).items).toMatchObject([
    { id: `${id}-1`, requestId: id, commits: 1, stashes: 1, files: 1 },
  ]);
  const shown = await place.planeguard('salvage', 'show', id);
  expect(shown.stdout).toContain('A untracked.txt');
  expect(shown.stdout).toContain('Say hello');
  const to = join(place.folder, 'back again');
  expect(await place.planeguard('salvage', 'restore', id, '--to', to)).toMatchObject({ exit: 0 });
  expect(git(to, 'status', '--porcelain')).toBe('?? untracked.txt');
  expect(git(to, 'branch', '--show-current')).toBe(session?.branch);
  git(to, 'stash', 'pop');
  expect(readFileSync(join(to, 'work.txt'), 'utf8')).toBe(`by ${id}-1\nmore\n`);

  expect(await place.planeguard('salvage', 'restore', id, '--to', to)).toMatchObject({ exit: 4 });
  expect(await place.planeguard('salvage', 'show', 'r00000000')).toMatchObject({ exit: 3 });
});

test('salvage that a person drops is gone for good, by the worker that runs, with a receipt', async () => {
  const place = onShared();
  await place.up();
  const { id, session } = await cancelledAtWork(place);
  await until('its workspace is gone', () => !existsSync(session?.workspace ?? ''));
  const dropped = await place.planeguard('salvage', 'drop', `${id}-1`, '--yes', '--json');
  expect(dropped).toMatchObject({ exit: 0, stdout: `{"dropped":["${id}-1"]}\n` });
  await until('its receipt is there', async () => {
    const { evidence, salvage } = await place.client.showRequest(id);
    return evidence.receipts.some(({ kind }) => kind === 'salvage_dropped') && salvage.length === 0;
  });
  expect(await place.planeguard('salvage', 'drop', id, '--yes')).toMatchObject({ exit: 3 });
});

test('a retry goes on from the salvage when the workspace is gone', async () => {
  const place = onShared();
  const first = untilCancelled(`git checkout --quiet -b mine\n${halfDone}`);
  const second =
    'git status --porcelain > "$MARKS/status"; git stash list > "$MARKS/stash"; git log --format=%s > "$MARKS/log"';
  const both = `if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then\n${first}\nfi\n${second}\ngit branch --show-current > "$MARKS/branch"`;
  await place.up();
  const { id, session } = await cancelledAtWork(place, both);
  await until('its workspace is gone', () => !existsSync(session?.workspace ?? ''));
  await place.client.retryRequest(id, false);
  const branch = await place.untilMark('branch');
  expect(branch.trim()).toMatch(new RegExp(`-${id}-2$`));
  expect(place.mark('status')).toBe('?? untracked.txt\n');
  expect(place.mark('stash')).toContain('stash@{0}: WIP on mine');
  expect(place.mark('log')).toBe('Say hello\nFirst\n');
});

test('salvage whose time is over is let go, with a receipt', async () => {
  const place = new Place({ config: { retention: { salvage: '1ms' } } });
  await place.up();
  const { id, session } = await cancelledAtWork(place);
  await until('its workspace is gone', () => !existsSync(session?.workspace ?? ''));
  await place.planeguard('down');
  expect(JSON.parse((await place.planeguard('salvage', 'list', '--json')).stdout).items).toHaveLength(1);
  await place.up();
  const expired = await until('its time is over', async () => {
    const seen = await place.client.showRequest(id);
    return seen.evidence.receipts.some(({ kind }) => kind === 'salvage_expired') && seen;
  });
  expect(expired.salvage).toEqual([]);
  expect(JSON.parse((await place.planeguard('salvage', 'list', '--json')).stdout).items).toEqual([]);
});

test('a branch that was squashed into the base by hand and deleted counts as merged: nothing is salvaged', async () => {
  const place = onShared();
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  const { session } = await stateReached(place, id, 'in_review');
  const mine = join(place.folder, 'mine');
  git(place.folder, 'clone', '--quiet', place.repository, mine);
  git(mine, 'merge', '--quiet', '--squash', `origin/${session?.branch}`);
  commit(mine, { 'later.txt': 'and a change of mine' }, 'Squashed');
  git(mine, 'push', '--quiet', 'origin', 'HEAD:main', `:${session?.branch}`);
  lookAtOnce(place);
  expect(await stateReached(place, id, 'done')).toMatchObject({ reason: 'merged' });
  await until('its workspace is gone', () => !existsSync(session?.workspace ?? ''));
  const { items } = await place.client.listSalvage({});
  expect(items.filter(({ requestId }) => requestId === id)).toEqual([]);
});

/** The worker's next look at the remote may be 15 s away; one that was started again begins with it. */
const lookAtOnce = ({ layout, readJson }: Place): boolean =>
  signalPid(readJson(layout.workerRecord).pid, 'SIGKILL');

test('work beyond the limit keeps the workspace, with the reason', async () => {
  const place = new Place({ config: { salvage: { maxSize: '3B' } } });
  await place.up();
  const { id, session } = await cancelledAtWork(place);
  const { kept } = await until('it is kept', async () => {
    const status = await place.client.status();
    return status.kept.length > 0 && status;
  });
  expect(kept).toMatchObject([{ attemptId: `${id}-1`, why: 'too_large', path: session?.workspace }]);
  expect(git(session?.workspace ?? '', 'status', '--porcelain')).toBe('?? untracked.txt');
  expect((await place.client.showRequest(id)).evidence.receipts).toContainEqual(
    expect.objectContaining({ kind: 'salvage_failed', data: expect.objectContaining({ why: 'too_large' }) }),
  );
  const shown = await place.planeguard('show', id);
  expect(shown.stdout).toMatch(/kept: .*salvage\.maxSize.* \(.+\)\. Mend that, .*: planeguard .*reclaim\n/);
});
