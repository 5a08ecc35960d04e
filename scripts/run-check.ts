import { execFile } from 'node:child_process';
import type { Finding } from './finding.ts';

export interface CheckRun {
  name: string;
  argv: readonly [string, ...string[]];
}

/** Everything that must hold before the tests are worth running. Each is one program that exits 0 when all is well. */
export const checkRuns: readonly CheckRun[] = [
  { name: 'types', argv: ['tsc', '--noEmit'] },
  { name: 'format and lint', argv: ['biome', 'check', '.'] },
  { name: 'promises and any', argv: ['oxlint', '--type-aware'] },
  { name: 'dead exports', argv: ['knip'] },
  { name: 'layers and homes', argv: ['node', 'scripts/check-sources.ts'] },
];

/** Runs one check and prints a line; what it says is shown only when it fails. Null when all is well. */
export function runCheck({ name, argv: [program, ...args] }: CheckRun): Promise<Finding | null> {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      console.info(`${error === null ? 'ok  ' : 'FAIL'} check: ${name}`);
      if (error === null) return resolve(null);
      const text = stdout + stderr || error.message;
      console.error(text);
      resolve({ kind: 'failed', name: `check: ${name}`, text });
    });
  });
}
