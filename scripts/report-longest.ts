import { type LongFunction, measureFunctions } from './checks/long-functions.ts';
import { readSources, type SourceFile } from './checks/source-file.ts';

/**
 * The tail, where houses go bad: the longest files and functions, and the functions that are nested most deeply.
 * Fails nothing. Usage: node scripts/report-longest.ts [rows]
 */
const rows = Number(process.argv[2] ?? 12);
const files = readSources(process.cwd(), ['src', 'test', 'scripts', 'bench']);
const functions = files.filter(({ path }) => !path.endsWith('.test.ts')).flatMap(measureFunctions);

printTable(
  'longest files (lines)',
  longest(files, linesOf).map((file) => [linesOf(file), file.path]),
);
printTable(
  'longest functions (lines)',
  longest(functions, ({ lines }) => lines).map((each) => [each.lines, nameOf(each)]),
);
printTable(
  'deepest functions (nested blocks)',
  longest(functions, ({ depth }) => depth).map((each) => [each.depth, nameOf(each)]),
);
printTable('in all', [
  [files.length, 'files'],
  [median(files.map(linesOf)), 'lines in the median file'],
  [functions.length, 'functions'],
  [
    percentile(
      functions.map(({ lines }) => lines),
      0.99,
    ),
    'lines at p99 of functions',
  ],
]);

function longest<T>(items: readonly T[], size: (item: T) => number): T[] {
  return items.toSorted((a, b) => size(b) - size(a)).slice(0, rows);
}

function printTable(title: string, table: readonly (readonly [number, string])[]): void {
  console.info(`\n${title}`);
  for (const [value, label] of table) console.info(`${String(value).padStart(6)}  ${label}`);
}

function nameOf({ path, line, name }: LongFunction): string {
  return `${name}  ${path}:${line}`;
}

function linesOf({ text }: SourceFile): number {
  return text.split('\n').length - 1;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
