import { stripVTControlCharacters } from 'node:util';

const gap = '  ';
/** Room in which a last column can still be read. */
const narrowest = 24;

/**
 * Columns under headings, aligned, two spaces apart. Cells may be coloured.
 * Where a row is wider than `width` characters, its last cell is folded between words: below itself, or, where the
 * other columns leave no room for its longest word, below the row: a path stays in one piece. Without a terminal
 * every row is one line.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number = terminalWidth(),
): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  return [headings, ...rows].flatMap((row) => fitted(row, widths, width));
}

const terminalWidth = (): number => (process.stdout.isTTY ? process.stdout.columns : Infinity);

function fitted(row: readonly string[], widths: readonly number[], width: number): string[] {
  const line = aligned(row, widths);
  if (visibleLength(line) <= width) return [line];
  const [rest, last] = [aligned(row.slice(0, -1), widths), row.at(-1) ?? ''];
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + gap.length, 0);
  if (width - before < Math.max(narrowest, longestWord(last)))
    return [rest, ...fold(last, width - 4).map((part) => `    ${part}`)];
  const [first, ...others] = fold(last, width - before);
  const padding = ' '.repeat(before - visibleLength(rest));
  return [`${rest}${padding}${first}`, ...others.map((part) => ' '.repeat(before) + part)];
}

const longestWord = (text: string): number => Math.max(...text.split(' ').map(visibleLength));

/** Lines of at most `width` characters; a longer word has one of its own. */
function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && visibleLength(longer) <= width) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines;
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map(
    (cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - visibleLength(cell))),
  );
  return cells.join(gap).trimEnd();
}

const visibleLength = (cell: string): number => [...stripVTControlCharacters(cell)].length;
