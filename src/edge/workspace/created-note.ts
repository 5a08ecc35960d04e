import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';

/** Lies in `.git` beside the owner file, and goes along when the next attempt takes the workspace over. */
const createdNote = (workspace: string): string => join(workspace, '.git', 'planeguard-created');

/** Whether the workspace was set up by an afterCreate that succeeded. */
export const wasCreated = (workspace: string): boolean => existsSync(createdNote(workspace));

export const noteCreated = (workspace: string): void =>
  writeWhole(createdNote(workspace), 'afterCreate has succeeded here.\n');
