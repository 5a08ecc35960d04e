import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launch } from '../../../src/worker/act/launch.ts';
import { Session } from '../../../src/worker/session/session.ts';
import { bareRemote, checkout, git } from '../../support/git-repository.ts';
import { recordOf, someGrant } from '../../support/session-record.ts';
import { workerContext } from '../../support/worker-context.ts';

it('tries a signature by no program that the agent before has configured in the workspace', async () => {
  const context = await workerContext();
  const { root } = context.layout;
  const workspace = checkout(join(root, 'workspace'));
  const program = join(root, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch '${root}/has-run'\nexit 1\n`);
  chmodSync(program, 0o755);
  git(workspace, 'config', 'commit.gpgSign', 'true');
  git(workspace, 'config', 'gpg.program', program);
  const request = {
    ...someGrant.request,
    remote: bareRemote(join(root, 'shop.git')),
    agent: 'not-configured',
  };
  const place = { workspace, branch: 'main', base: 'main', baseSha: '0' };
  const session = new Session(context, { ...recordOf({ ...someGrant, request }), place });
  mkdirSync(session.paths.directory, { recursive: true });
  context.leases.renewed(session.id, { renewedAtMs: context.clock.bootMs(), stopAfterMs: 60_000 });
  await launch(session);
  expect(session.record.cause).toMatchObject({ message: expect.stringContaining('not-configured') });
  expect(existsSync(join(root, 'has-run'))).toBe(false);
});
