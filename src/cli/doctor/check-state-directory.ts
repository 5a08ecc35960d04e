import { accessSync, constants, statSync } from 'node:fs';
import { getuid } from 'node:process';
import type { Finding } from '../../core/doctor/finding.ts';
import { type FolderFacts, judgeStateDirectory } from '../../core/doctor/judge-state-directory.ts';
import { hasCode } from '../../edge/files.ts';
import type { DoctorPlace } from './doctor-place.ts';

export const checkStateDirectory = async ({ layout }: DoctorPlace): Promise<Finding[]> =>
  judgeStateDirectory(look(layout.root));

function look(path: string): FolderFacts {
  try {
    const stat = statSync(path);
    if (!stat.isDirectory()) return { kind: 'not_a_folder', path };
    const isOwn = getuid === undefined || getuid() === 0 || stat.uid === getuid();
    return { kind: 'folder', path, mode: stat.mode & 0o777, isOwn, isWritable: isWritable(path) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'missing', path };
    if (hasCode(error, 'ENOTDIR')) return { kind: 'not_a_folder', path };
    return { kind: 'not_told', path, why: error instanceof Error ? error.message : String(error) };
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
