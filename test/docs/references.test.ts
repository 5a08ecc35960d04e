import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { codeWords, readDocument } from '../support/markdown.ts';

const root = join(import.meta.dirname, '../..');
const documents = ['*.md', 'docs/**/*.md'].flatMap((pattern) => globSync(pattern, { cwd: root })).sort();

it.each(documents)('%s names only files that are there', (document) => {
  const named = codeWords(readDocument(document)).filter((word) =>
    /^(src|test|docs|scripts|bench)\/[\w./-]+$/.test(word),
  );
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it.each(documents)('%s links only to files that are there', (document) => {
  const links = Array.from(
    readDocument(document).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g),
    ([, link = '']) => link,
  );
  expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
});
