import { join } from 'node:path';
import { z } from 'zod';
import { readIfLegible } from '../files.ts';
import { jsonOrNull } from '../json-or-null.ts';
import { isRealDirectory } from './is-real-directory.ts';

const ownerSchema = z.object({ installation: z.string(), sessionId: z.string() });

/** Whose workspace a directory is. Only its owner may continue, rename or remove it. */
export type WorkspaceOwner = z.infer<typeof ownerSchema>;

/** Lies in `.git`: no commit, status or clean of the agent touches it. */
export const ownerFile = (workspace: string): string => join(workspace, '.git', 'planeguard-owner.json');

export const ownerText = (owner: WorkspaceOwner): string => `${JSON.stringify(owner)}\n`;

/** Null when there is no git directory of the workspace's own, or no owner file in it that can be read as one. */
export function readOwner(workspace: string): WorkspaceOwner | null {
  const isClone = isRealDirectory(workspace) && isRealDirectory(join(workspace, '.git'));
  const text = isClone ? readIfLegible(ownerFile(workspace)) : null;
  if (text === null) return null;
  const parsed = ownerSchema.safeParse(jsonOrNull(text));
  return parsed.success ? parsed.data : null;
}

export const sameOwner = (a: WorkspaceOwner, b: WorkspaceOwner | null): boolean =>
  b !== null && a.installation === b.installation && a.sessionId === b.sessionId;
