import { expect, it } from 'vitest';
import { readDocument, tableRows } from '../support/markdown.ts';
import { isThere, namedTests } from '../support/named-tests.ts';

const tables = {
  'docs/complaints.md': [
    'orphans',
    'dev servers',
    'reapers',
    'disk',
    'restart',
    'loops',
    'duplicates',
    'feedback',
    'spend',
    'unseen',
    'others',
  ],
  'docs/failures.md': ['agent', 'session', 'worker', 'hooks', 'control plane', 'calls', 'person', 'machine'],
} as const;
const documents = Object.keys(tables);

it.each(documents)('%s names only tests that are there', (document) => {
  const named = namedTests(readDocument(document));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((test) => !isThere(test))).toEqual([]);
});

const rowsOf = (document: keyof typeof tables): string[][] =>
  tables[document].flatMap((name) => tableRows(readDocument(document), name));

const without = (rows: string[][], pattern: RegExp): string[][] =>
  rows.filter((row) => !pattern.test(row.at(-1) ?? ''));

it('every way to die names a test that shows it', () => {
  expect(without(rowsOf('docs/failures.md'), /\]\(\.\.\/test\//)).toEqual([]);
});

it('every complaint names a test that shows its answer, or says that none does yet', () => {
  expect(without(rowsOf('docs/complaints.md'), /\]\(\.\.\/test\/|not yet/)).toEqual([]);
});

it('no table of these documents is left out', () => {
  for (const [document, names] of Object.entries(tables)) {
    const there = readDocument(document).matchAll(/<!-- table: (.+) -->/g);
    expect(Array.from(there, ([, name]) => name)).toEqual(names);
  }
});
