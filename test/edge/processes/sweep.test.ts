import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sweepSession } from '../../../src/edge/processes/sweep.ts';
import { visited } from '../../../src/edge/processes/visited.ts';
import { testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let count = 0;

/** A process, or what the script prints the pid of, that ends with the test. */
async function started(script: string, options: { cwd?: string; env?: Record<string, string> } = {}) {
  const child = spawn('sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: options.cwd ?? '/',
    env: { ...testEnvironment(), ...options.env },
  });
  const [said] = await once(child.stdout, 'data');
  const pid = Number(said);
  onTestFinished(() => {
    for (const each of [pid, child.pid ?? pid]) spawn('kill', ['-KILL', String(each)], { stdio: 'ignore' });
  });
  return pid;
}

const newSession = () => `rsweep${process.pid}-${++count}`;

async function sweep(sessionId: string, workspace: string | null = null, installation?: string) {
  const result = await sweepSession({
    sessionId,
    installation,
    workspace,
    roots: new Map(),
    reapers: new Set(),
  });
  if (result.kind !== 'swept') throw new Error(result.why);
  return {
    found: result.found.map(({ identity, by }) => [identity.pid, by]),
    visitors: result.visitors.map(({ identity }) => identity.pid),
  };
}

it('finds who carries the marker of exactly this session', async () => {
  const sessionId = newSession();
  const env = { PLANEGUARD_SESSION: sessionId };
  const pid = await started('echo $$; exec sleep 60', { env });
  await started('echo $$; exec sleep 60', { env: { PLANEGUARD_SESSION: `${sessionId}0` } });
  await started('echo $$; exec sleep 60', { env: { X: `PLANEGUARD_SESSION=${sessionId}` } });
  expect((await sweep(sessionId)).found).toEqual([[pid, 'marker']]);
});

it('is not blinded by a process that stands deeper than a path may be long', async () => {
  const sessionId = newSession();
  const cwd = temporaryFolder();
  const down = 'n=$(printf %0200d 0); for i in $(seq 25); do mkdir $n && cd -P $n || exit; done';
  const env = { PLANEGUARD_SESSION: sessionId };
  const pid = await started('echo $$; exec sleep 60', { env });
  await started(`${down}; unset PLANEGUARD_SESSION; echo $$; exec sleep 60`, { cwd, env });
  expect((await sweep(sessionId, cwd)).found).toContainEqual([pid, 'marker']);
  expect(await visited({ sessionId: newSession(), workspace: temporaryFolder() })).toBe('no');
});

it('finds the session of a workspace that has become a link to itself', async () => {
  const sessionId = newSession();
  const workspace = join(temporaryFolder(), 'workspace');
  symlinkSync(workspace, workspace);
  const pid = await started('echo $$; exec sleep 60', { env: { PLANEGUARD_SESSION: sessionId } });
  expect((await sweep(sessionId, workspace)).found).toEqual([[pid, 'marker']]);
});

it("leaves alone what names another installation, also under the same session's name", async () => {
  const sessionId = newSession();
  const startedBy = (installation: string) =>
    started('echo $$; exec sleep 60', {
      env: { PLANEGUARD_SESSION: sessionId, PLANEGUARD_INSTALLATION: installation },
    });
  const pid = await startedBy('wours0000');
  await startedBy('wtheirs00');
  expect((await sweep(sessionId, null, 'wours0000')).found).toEqual([[pid, 'marker']]);
});

it('finds an orphan in the workspace, reached through a link, and not in a folder of a similar name', async () => {
  const folder = temporaryFolder();
  for (const name of ['work', 'work-2']) mkdirSync(join(folder, name));
  symlinkSync(join(folder, 'work'), join(folder, 'link'));
  const orphan = '(env -i sleep 60 >/dev/null 2>&1 & echo $!)';
  const pid = await started(orphan, { cwd: join(folder, 'work') });
  await started(orphan, { cwd: join(folder, 'work-2') });
  // Its shell has to leave it first, and `env` to begin.
  const found = async () => (await sweep(newSession(), join(folder, 'link'))).found;
  await expect.poll(found).toEqual([[pid, 'directory']]);
});

it('tells a process of a person in the workspace apart', async () => {
  const workspace = temporaryFolder();
  const pid = await started('echo $$; exec sleep 60', { cwd: workspace });
  expect(await sweep(newSession(), workspace)).toEqual({ found: [], visitors: [pid] });
  expect(await visited({ sessionId: newSession(), workspace })).toBe('yes');
});

it('finds nothing of a session that never was, in a workspace that is gone', async () => {
  const workspace = join(temporaryFolder(), 'gone');
  expect(await sweep(newSession(), workspace)).toEqual({ found: [], visitors: [] });
  expect(await visited({ sessionId: newSession(), workspace })).toBe('no');
});
