import { withoutControls } from '../output/plain.ts';

/**
 * Turns a transcript's bytes into text, piece by piece. `plain` leaves out escape sequences and control bytes;
 * a sequence that is cut between two pieces is kept until it is whole.
 */
export function transcriptText(as: 'raw' | 'plain'): (chunk: Uint8Array) => string {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const text = rest + decoder.decode(chunk, { stream: true });
    if (as === 'raw') return text;
    const end = wholeUpTo(text);
    rest = text.slice(end);
    return withoutControls(text.slice(0, end));
  };
}

/** A sequence that has begun and may go on (ECMA-48: strings end with BEL or ESC \, CSI with a final byte). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it looks for
const open = /\u001B(?:[\]PX^_][^\u0007\u001B]*\u001B?|\[[0-?]*[ -/]*|[ -/]*)$|\r$/;

/** One that is still open after this many characters is none. */
const longestSequence = 4_096;

function wholeUpTo(text: string): number {
  const start = text.search(open);
  return start < 0 || text.length - start > longestSequence ? text.length : start;
}
