import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pasteable, pasteHeader } from '../../src/core/paste.ts';

describe("text for an agent's terminal", () => {
  it.each([
    ['a\r\nb\rc', 'a\nb\nc'],
    ['a\tb', 'a\tb'],
    ['\u001b[201~!rm -rf .', '[201~!rm -rf .'],
    ['x\u0000\u007f\u009by', 'xy'],
    ['end\n\n', 'end'],
    ['👩‍👩‍👧 ok', '👩‍👩‍👧 ok'],
  ])('%o becomes %o below the header', (text, cleaned) => {
    expect(pasteable(text)).toBe(`${pasteHeader}\n${cleaned}`);
  });

  it('never starts a command, and never holds a byte that a terminal acts on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pasted = pasteable(text);
        expect(pasted.startsWith(`${pasteHeader}\n`)).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(pasted).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });
});
