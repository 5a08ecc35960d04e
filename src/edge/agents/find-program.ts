import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

/**
 * The absolute path of an executable, or null.
 * A name with a slash is a path, relative to `directory`; any other name is looked up on `searchPath`.
 */
export function findProgram(program: string, searchPath: string, directory: string): string | null {
  if (program.includes('/')) return executable(resolve(directory, program));
  for (const folder of searchPath.split(delimiter)) {
    const found = folder === '' ? null : executable(resolve(folder, program));
    if (found !== null) return found;
  }
  return null;
}

function executable(path: string): string | null {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
