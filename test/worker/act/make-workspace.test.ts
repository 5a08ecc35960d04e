import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fetchCache } from '../../../src/edge/git/fetch-cache.ts';
import type { Grant } from '../../../src/protocol/worker.ts';
import { makeWorkspace } from '../../../src/worker/act/make-workspace.ts';
import { salvageWorkspace } from '../../../src/worker/act/salvage-workspace.ts';
import { Session } from '../../../src/worker/session/session.ts';
import { bareRemote, commit, git } from '../../support/git-repository.ts';
import { recordOf, someGrant } from '../../support/session-record.ts';
import { workerContext } from '../../support/worker-context.ts';

const submodule = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet'];

/** Attempts at one request, made into sessions of one worker. */
async function attemptsAt(remote: string) {
  const context = await workerContext();
  mkdirSync(context.layout.workspaces);
  const request = { ...someGrant.request, remote, repository: remote };
  return (fence: number) => {
    const attemptId = `${request.id}-${fence}`;
    const before = { workspace: null, branch: null, conversation: null };
    const previous: Grant['previous'] = { attemptId: `${request.id}-1`, workerId: 'another', ...before };
    const grant = { ...someGrant, request, attemptId, fence, previous: fence === 1 ? null : previous };
    const session = new Session(context, recordOf(grant));
    return { session, workspace: context.layout.workspace(attemptId), context };
  };
}

async function make({ session }: { session: Session }) {
  const fetched = await fetchCache(session.cache);
  if (fetched.kind !== 'ok') throw new Error(fetched.message);
  return makeWorkspace(session, { base: fetched.defaultBranch, baseSha: fetched.headSha }, []);
}

it('leaves no workspace where salvaged work could not be continued whole: nobody goes on in a part of it', async () => {
  const { root } = (await workerContext()).layout;
  const library = bareRemote(join(root, 'library.git'), { 'l.txt': 'l' });
  const attempt = await attemptsAt(bareRemote(join(root, 'shop.git')));
  const first = attempt(1);
  expect(await make(first)).toMatchObject({ kind: 'made' });
  git(first.workspace, ...submodule, 'add', library, 'library');
  commit(first.workspace, {});
  writeFileSync(join(first.workspace, 'notes.txt'), 'work');
  expect(await salvageWorkspace(first.context, first.session.record)).toEqual({ kind: 'saved' });

  renameSync(library, `${library}.away`);
  const second = attempt(2);
  expect(await make(second)).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('submodules'),
  });
  expect(existsSync(second.workspace)).toBe(false);

  renameSync(`${library}.away`, library);
  const third = attempt(3);
  expect(await make(third)).toMatchObject({ kind: 'made' });
  expect(git(third.workspace, 'status', '--porcelain')).toBe('?? notes.txt');
  expect(existsSync(join(third.workspace, 'library', 'l.txt'))).toBe(true);
});
