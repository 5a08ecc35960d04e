import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { cleanWorkspace } from '../../../src/worker/act/clean.ts';
import { recordOf } from '../../support/session-record.ts';
import { canMount } from '../../support/small-disk.ts';
import { workerContext } from '../../support/worker-context.ts';

async function endedSession() {
  const context = await workerContext();
  const session = recordOf();
  const workspace = context.layout.workspace(session.id);
  const { agentHome } = context.layout.session(session.id);
  mkdirSync(agentHome, { recursive: true });
  const record = {
    ...session,
    installation: context.workerId,
    place: { workspace, branch: 'b', base: 'main', baseSha: '0' },
    stop: { proof: 'swept' as const, clean: true },
  };
  const leaving = new AbortController().signal;
  const clean = () => cleanWorkspace(context, record, { request: 'done', leaving });
  return { agentHome, clean };
}

const gone = { kept: null, found: false };

it("deletes the agent's home with the workspace, also what is read-only in it", async () => {
  const { agentHome, clean } = await endedSession();
  mkdirSync(join(agentHome, 'modules'), { mode: 0o500 });
  expect(await clean()).toEqual(gone);
  expect(existsSync(agentHome)).toBe(false);
});

it.runIf(canMount)("ends also where the agent's home cannot be deleted", async () => {
  const { agentHome, clean } = await endedSession();
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', agentHome]);
  onTestFinished(() => void execFileSync('umount', [agentHome]));
  expect(await clean()).toEqual(gone);
});
