import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDocument, tableRows } from '../support/markdown.ts';

const root = join(import.meta.dirname, '../..');
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
  'docs/failures.md': ['agent', 'session', 'hooks', 'worker', 'control plane', 'calls', 'person', 'machine'],
};
const documents = Object.keys(tables);

interface NamedTest {
  file: string;
  name: string;
}

/** Links whose text is the name of a test and whose target is its file. */
function namedTests(document: string): NamedTest[] {
  const links = readDocument(document).matchAll(/\[([^\]]+)\]\(\.\.\/(test\/[\w./-]+)\)/g);
  return Array.from(links, ([, name = '', file = '']) => ({ file, name }));
}

const isThere = ({ file, name }: NamedTest): boolean => {
  if (!existsSync(join(root, file))) return false;
  const source = readDocument(file);
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted));
};

it.each(documents)('%s names only tests that are there', (document) => {
  const named = namedTests(document);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((test) => !isThere(test))).toEqual([]);
});

it.each(Object.entries(tables))(
  '%s says for each line which test shows it, or that none does',
  (document, names) => {
    const rows = names.flatMap((name) => tableRows(readDocument(document), name));
    expect(rows.filter((row) => !/\]\(\.\.\/test\/|not (tested|yet)/.test(row.at(-1) ?? ''))).toEqual([]);
  },
);
