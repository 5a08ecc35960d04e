import { isMet, type Row } from './row.ts';

const headings = ['what', 'p50', 'p95', 'n', 'aim', 'met'];

/** The rows as lines of text in columns; numbers stand right. */
export function tableLines(rows: readonly Row[]): string[] {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line)];
}

const isNumber = (column: number): boolean => column >= 1 && column <= 3;

function cellsOf(row: Row): string[] {
  const { what, unit, p50, p95, n, aim, aimFor = '' } = row;
  const met = isMet(row);
  const show = (value: number) => `${round(value)} ${unit}`;
  return [
    what,
    show(p50),
    p95 === null ? '' : show(p95),
    String(n),
    aim === null
      ? ''
      : `${aimFor} ${'below' in aim ? `< ${show(aim.below)}` : `> ${show(aim.above)}`}`.trim(),
    met === null ? '' : met ? 'yes' : 'NO',
  ];
}

const round = (value: number): string => {
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
};
