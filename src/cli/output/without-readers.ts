import { hasCode } from '../../edge/files.ts';

const streams = [process.stdout, process.stderr];

/**
 * `planeguard list | head -1` ends without a word when its reader leaves. What stdout cannot take for another reason,
 * such as a full disk, goes to `report`, which says so and returns the exit code.
 */
export function quietWithoutReaders(report: (error: Error) => number): void {
  process.stdout.on('error', (error: Error) => process.exit(hasCode(error, 'EPIPE') ? 0 : report(error)));
  process.stderr.on('error', (error) => process.exit(hasCode(error, 'EPIPE') ? 0 : 1));
}

/** Who answers for running sessions ends in order, also when his terminal, pipe or log is gone. */
export function goOnWithoutReaders(): void {
  for (const stream of streams) stream.removeAllListeners('error').on('error', () => undefined);
}
