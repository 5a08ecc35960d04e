import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';
import { commitWork, devServer, openPullRequest } from '../support/scripts.ts';

const run = (place: Place, script: string, ...more: string[]) =>
  place.planeguard(
    'run',
    '--repo',
    place.repository,
    '--agent',
    place.agent(script),
    '--prompt',
    'Say hello',
    '--wait',
    ...more,
  );

test('a pull request ends the wait, can be looked at and merged without a control plane, and nothing is left', async () => {
  const place = new Place();
  const { exit, stdout, stderr } = await run(place, `echo 'Hello, terminal'\n${openPullRequest}`);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const id = stdout.split(' ')[0] ?? '';
  expect(stdout).toMatch(/^r[0-9a-z]{8} in_review: Its pull request is open\. .*Next: .*\n$/);
  expect(await place.settled()).toEqual([]);
  expect(await place.planeguard('logs', id)).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('Hello, terminal'),
  });
  const events = await place.planeguard('events', id, '--json');
  const kinds = JSON.parse(events.stdout).items.map((event: { kind: string }) => event.kind);
  expect(kinds.filter((kind: string) => kind !== 'activity')).toEqual([
    'queued',
    'claimed',
    'running',
    'pull_request',
    'command',
    'exit',
    'stop',
    'ended',
    'in_review',
    'workspace',
  ]);
  expect(JSON.parse((await place.planeguard('pr', 'list', '--json')).stdout).items).toHaveLength(1);
  expect(await place.planeguard('pr', 'merge', id)).toMatchObject({ exit: 0, stderr: '' });
  const shown = JSON.parse((await place.planeguard('show', id, '--json')).stdout);
  expect(shown).toMatchObject({
    state: 'done',
    reason: 'merged',
    pullRequest: { number: 1, state: 'merged' },
  });
  expect(git(place.repository, 'show', 'main:work.txt')).toBe(`by ${id}-1`);
  expect(await place.settled()).toEqual([]);
});

test('the workspace of a merged pull request goes at once, although nothing runs', async () => {
  const place = new Place();
  const first = await run(place, openPullRequest);
  const id = first.stdout.slice(0, 9);
  expect(readdirSync(place.layout.workspaces)).toEqual([`${id}-1`]);
  await place.planeguard('pr', 'merge', id);
  expect(readdirSync(place.layout.workspaces)).toEqual([]);
});

test('a session whose own directory is deleted is lost, and its work goes on in the next', async () => {
  const place = new Place();
  const spoil = 'rm -rf "$(dirname "$PLANEGUARD_SPOOL")"; sleep 600';
  const script = `if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then echo half > half.txt; sleep 1; ${spoil}; fi\ntest -e half.txt\n${openPullRequest}`;
  const { exit, stdout } = await run(place, script, '--json');
  expect(exit).toBe(0);
  expect(JSON.parse(stdout).evidence.attempts).toMatchObject([{ reason: 'session_lost' }, { reason: null }]);
});

test('an exit without a pull request is blocked; uncommitted work is kept and listed, and a dev server is gone', async () => {
  const place = new Place();
  const script = `${commitWork()}\necho more >> work.txt\necho new > untracked.txt\n${devServer}`;
  const { exit, stdout } = await run(place, script, '--json');
  const request = JSON.parse(stdout);
  expect(exit).toBe(1);
  expect(request).toMatchObject({
    state: 'blocked',
    reason: 'exited_without_pr',
    session: { proof: expect.any(String) },
  });
  expect(await place.settled()).toEqual([]);
  const workspace = join(place.layout.workspaces, `${request.id}-1`);
  expect(git(workspace, 'status', '--porcelain')).toBe(' M work.txt\n?? untracked.txt');
  const shown = await place.planeguard('show', request.id);
  expect(shown.stdout).toContain(workspace);
  expect(shown.stdout).toContain('not committed');
});

test('what is declared needless is done, and its workspace goes', async () => {
  const place = new Place();
  const { exit, stdout } = await run(place, "planeguard finish --no-change 'It says hello already'");
  expect(exit).toBe(0);
  expect(stdout).toMatch(/done \(no_change_needed\): .*It says hello already/);
  expect(readdirSync(place.layout.workspaces)).toEqual([]);
});

test('a crash is retried in the same workspace', async () => {
  const place = new Place();
  const crash = 'if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then echo half > notes.md; kill -KILL $$; fi';
  const { exit, stdout } = await run(place, `${crash}\ntest -e notes.md\n${openPullRequest}`, '--json');
  expect(exit).toBe(0);
  const request = JSON.parse(stdout);
  expect(request).toMatchObject({ state: 'in_review', attempt: 2 });
  expect(request.evidence.attempts).toMatchObject([
    { attempt: 1, reason: 'agent_failed', summary: 'The agent was ended by signal 9.' },
    { attempt: 2, reason: null },
  ]);
  expect(readdirSync(place.layout.workspaces)).toEqual([`${request.id}-2`]);
});

test('a failure that stays is blocked after all attempts, with every cause', async () => {
  const place = new Place();
  const { exit, stdout } = await run(place, 'exit $((6 + PLANEGUARD_ATTEMPT))');
  expect(exit).toBe(1);
  expect(stdout).toMatch(
    /blocked \(attempts_exhausted\): 2 attempts failed: .*agent_failed \(.*status 7.*\); .*agent_failed \(.*status 8/,
  );
  expect(existsSync(place.layout.workspaces) && readdirSync(place.layout.workspaces)).toEqual([]);
});
