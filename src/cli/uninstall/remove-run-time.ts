import { lstatSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { runtimeDirectory, type StateLayout } from '../../config/state-layout.ts';
import { namesIn } from '../../edge/files.ts';
import { removeRuntimeDirectory } from '../../edge/runtime-directory.ts';

/** Removes what only running daemons need: sockets, and the files that say who runs. Nothing of a person's is in it. */
export function removeRunTime(layout: StateLayout): void {
  const sockets = runtimeDirectory(layout.root);
  if (isOwn(dirname(sockets)) && isOwn(sockets)) {
    for (const name of namesIn(sockets).filter((each) => each.endsWith('.sock')))
      rmSync(join(sockets, name), { force: true });
    removeRuntimeDirectory(sockets);
  }
  const { controlPlaneFile, workerPid, workerStatus, serveRecord, workerRecord } = layout;
  const { upRecord, supervisorRecord, restarts, repairs } = layout;
  for (const path of [controlPlaneFile, workerPid, workerStatus, serveRecord, workerRecord])
    rmSync(path, { force: true });
  for (const path of [upRecord, supervisorRecord, restarts, repairs]) rmSync(path, { force: true });
}

/** In /tmp another user may have been first, or have put a link there. */
function isOwn(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && (getuid === undefined || found.uid === getuid());
}
