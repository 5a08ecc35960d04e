import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stateLayout } from '../../../src/config/state-layout.ts';
import type { Containment } from '../../../src/edge/containment/containment.ts';
import { openLog } from '../../../src/edge/log.ts';
import { ownerText } from '../../../src/edge/workspace/owner-file.ts';
import { Journal } from '../../../src/worker/journal/journal.ts';
import { findResidue } from '../../../src/worker/residue/find-residue.ts';
import { recordOf, someGrant } from '../../support/session-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const workerId = 'wresidue0';

/** A state directory, with a folder in the place of the installation's cgroup. */
function place() {
  const root = temporaryFolder();
  const layout = stateLayout(root);
  const parent = join(root, 'cells');
  const runtimeDir = join(root, 'run');
  for (const path of [parent, runtimeDir, layout.sessions, layout.workspaces]) mkdirSync(path);
  const journal = new Journal(layout.journal);
  onTestFinished(() => journal.close());
  const containment: Containment = { tier: 1, home: { parent, prefix: '', suffix: '' }, sentence: '' };
  return { layout, parent, runtimeDir, journal, workerId, containment, log: openLog(null, 'silent') };
}

async function found(context: ReturnType<typeof place>) {
  const listing = await findResidue(context);
  if (listing.kind === 'unknown') throw new Error(listing.why);
  return listing.found.filter(({ sessionId }) => sessionId.startsWith('rfind'));
}

function stray(env: Record<string, string>): number {
  const child = spawn('sleep', ['60'], { stdio: 'ignore', env: { PATH: process.env.PATH, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid ?? 0;
}

function workspaceOf(context: ReturnType<typeof place>, sessionId: string, installation: string): string {
  const path = context.layout.workspace(sessionId);
  mkdirSync(join(path, '.git'), { recursive: true });
  writeFileSync(join(path, '.git/planeguard-owner.json'), ownerText({ installation, sessionId }));
  return path;
}

it('groups what it finds by session: processes, cgroup, socket, workspace', async () => {
  const context = place();
  const pid = stray({ PLANEGUARD_SESSION: 'rfind0001-1', PLANEGUARD_INSTALLATION: workerId });
  const cell = join(context.parent, 'rfind0001-1');
  mkdirSync(cell);
  const socket = join(context.runtimeDir, 'pg-rfind0001-1.sock');
  writeFileSync(socket, '');
  const workspace = workspaceOf(context, 'rfind0001-1', workerId);
  expect(await found(context)).toEqual([
    {
      sessionId: 'rfind0001-1',
      residue: { processes: [{ pid, command: 'sleep' }], cell, socket, workspace, watch: null },
      claims: { installations: [workerId], place: 'here' },
    },
  ]);
});

it('finds the cgroups that systemd made by the names of their scopes, and only those of this installation', async () => {
  const context = place();
  const home = { parent: context.parent, prefix: `planeguard-${workerId}-`, suffix: '.scope' } as const;
  for (const name of [`${home.prefix}rfind0009-1`, 'planeguard-wsomeoneelse-rfind0010-1'])
    mkdirSync(join(context.parent, `${name}.scope`));
  const listing = await found({ ...context, containment: { ...context.containment, home } });
  expect(
    listing.map(({ sessionId, residue, claims }) => [sessionId, residue.cell, claims.installations]),
  ).toEqual([['rfind0009-1', join(context.parent, `${home.prefix}rfind0009-1.scope`), [workerId]]]);
});

it('says who another owner is, and what works in another state directory', async () => {
  const context = place();
  workspaceOf(context, 'rfind0002-1', 'wsomeoneelse');
  const spool = '/elsewhere/sessions/rfind0003-1/spool';
  stray({ PLANEGUARD_SESSION: 'rfind0003-1', PLANEGUARD_INSTALLATION: workerId, PLANEGUARD_SPOOL: spool });
  const claims = (await found(context)).map((each) => [each.sessionId, each.claims]);
  expect(Object.fromEntries(claims)).toEqual({
    'rfind0002-1': { installations: ['wsomeoneelse'], place: 'here' },
    'rfind0003-1': { installations: [workerId], place: 'elsewhere' },
  });
});

it("does not see another installation's processes, also of a session named alike", async () => {
  const context = place();
  stray({ PLANEGUARD_SESSION: 'rfind0004-1', PLANEGUARD_INSTALLATION: 'wsomeoneelse' });
  expect(await found(context)).toEqual([]);
});

it('leaves alone what a session loop looks after, and workspaces that are kept', async () => {
  const context = place();
  const alive = { ...recordOf({ ...someGrant, attemptId: 'rfind0005-1' }), state: 'live' as const };
  const kept = { ...recordOf({ ...someGrant, attemptId: 'rfind0006-1' }), state: 'ended' as const };
  for (const record of [alive, kept]) {
    context.journal.save(record);
    workspaceOf(context, record.id, workerId);
  }
  stray({ PLANEGUARD_SESSION: 'rfind0005-1', PLANEGUARD_INSTALLATION: workerId });
  expect(await found(context)).toEqual([]);
  const pid = stray({ PLANEGUARD_SESSION: 'rfind0006-1', PLANEGUARD_INSTALLATION: workerId });
  const [left] = await found(context);
  expect(left?.residue).toMatchObject({ processes: [{ pid }], workspace: null });
});

it.each(['../../etc', 'a b-1', '', 'r1-x'])('takes %j for no session', async (sessionId) => {
  const context = place();
  stray({ PLANEGUARD_SESSION: sessionId, PLANEGUARD_INSTALLATION: workerId });
  const listing = await findResidue(context);
  expect(listing).toMatchObject({ kind: 'listed' });
  const ids = listing.kind === 'listed' ? listing.found.map((each) => each.sessionId) : [];
  expect(ids).not.toContain(sessionId);
});
