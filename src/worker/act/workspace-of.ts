import { existsSync } from 'node:fs';
import { makingPath } from '../../edge/workspace/create-workspace.ts';
import type { WorkerContext } from '../context.ts';
import type { SessionRecord } from '../journal/session-record.ts';

/** Where a session's workspace is, or was going to be when its preparation ended early. */
export const workspaceOf = (
  { layout }: Pick<WorkerContext, 'layout'>,
  { place, id }: SessionRecord,
): string => place?.workspace ?? layout.workspace(id);

/** Its preparation did not come as far as a workspace. */
export function neverHadWorkspace(context: Pick<WorkerContext, 'layout'>, record: SessionRecord): boolean {
  const path = workspaceOf(context, record);
  return record.place === null && !existsSync(path) && !existsSync(makingPath(path));
}
