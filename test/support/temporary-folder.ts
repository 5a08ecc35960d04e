import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Runs something when a test, or all tests of a file, are over. */
export type AtEnd = (run: () => void | Promise<void>) => void;

/** A folder of this test alone, real path, deleted when the test ends. */
export function temporaryFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'planeguard-test-'));
  // A process that was just ended may still be writing.
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  return folder;
}
