import fc from 'fast-check';
import { expect, test } from 'vitest';
import { transcriptText } from '../../../src/cli/transcript/transcript-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const screen = '\u001B[1;31mrot ü\u001B[0m\r\nzwei\u001B]0;a title\u0007\u001B[2K\rdrei\u0008\n\tvier';

test('plain text has neither escape sequences nor control bytes, but keeps its lines', () => {
  expect(transcriptText('plain')(bytes(screen))).toBe('rot ü\nzwei\ndrei\n\tvier');
});

test('raw text goes through as it is', () => {
  expect(transcriptText('raw')(bytes(screen))).toBe(screen);
});

test('where the transcript is cut does not matter', () => {
  const all = bytes(screen);
  const whole = transcriptText('plain')(all);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: all.length }), (cut) => {
      const text = transcriptText('plain');
      expect(text(all.subarray(0, cut)) + text(all.subarray(cut))).toBe(whole);
    }),
  );
});
