import { hasCode } from '../../edge/files.ts';

/** `planeguard list | head -1` ends without a word when its reader leaves. */
export function quietWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!hasCode(error, 'EPIPE')) throw error;
      process.exit(0);
    });
  }
}
