import { join } from 'node:path';
import { inspectWorkspace } from '../../src/edge/workspace/inspect-workspace.ts';
import { bareRemote, testEnvironment } from './git-repository.ts';
import { type SessionWorkspace, sessionWorkspace } from './session-workspace.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A new session's workspace, its remote, and the folder that holds both. */
export async function session(files?: Record<string, string>) {
  const folder = temporaryFolder();
  const remote = bareRemote(join(folder, 'shop.git'), files);
  return { folder, remote, ...(await sessionWorkspace(folder, remote)) };
}

/** As the worker looks at it. */
export const inspect = ({ path, cache }: SessionWorkspace, publishedShas: string[] = []) =>
  inspectWorkspace({ path, cache, env: testEnvironment(), publishedShas });
