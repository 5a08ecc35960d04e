import { stripVTControlCharacters } from 'node:util';

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

/** Sequences are short: one that is not complete after this many characters is none. */
const longestSequence = 4_096;

function wholeUpTo(text: string): number {
  const start = text.lastIndexOf('\u001B');
  if (start < 0 || text.length - start > longestSequence)
    return text.endsWith('\r') ? text.length - 1 : text.length;
  const open = stripVTControlCharacters(text.slice(start)).startsWith('\u001B');
  return open ? start : text.length;
}

const withoutControls = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replaceAll(/[\p{Cc}--[\n\t]]/gv, '');
