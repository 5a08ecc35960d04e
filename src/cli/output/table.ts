import { stripVTControlCharacters } from 'node:util';

/** Columns under headings, aligned, two spaces apart. Cells may be coloured. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  return [headings, ...rows].map((row) => aligned(row, widths));
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map(
    (cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - visibleLength(cell))),
  );
  return cells.join('  ').trimEnd();
}

const visibleLength = (cell: string): number => [...stripVTControlCharacters(cell)].length;
