import { hasCode } from '../../edge/files.ts';

const streams = [process.stdout, process.stderr];

/** `planeguard list | head -1` ends without a word when its reader leaves. */
export function quietWithoutReaders(): void {
  for (const stream of streams) {
    stream.on('error', (error) => {
      if (!hasCode(error, 'EPIPE')) throw error;
      process.exit(0);
    });
  }
}

/** Who answers for running sessions ends in order, also when his terminal, pipe or log is gone. */
export function goOnWithoutReaders(): void {
  for (const stream of streams) stream.removeAllListeners('error').on('error', () => undefined);
}
