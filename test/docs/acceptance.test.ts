import { expect, it } from 'vitest';
import { storyNames } from '../../src/cli/demo/stories.ts';
import { codeWords, readDocument, tableRows } from '../support/markdown.ts';
import { isThere, namedTests } from '../support/named-tests.ts';

const document = readDocument('docs/acceptance.md');
const names = ['api', 'pid', 'no pull request', 'closed', 'processes', 'feedback', 'threads'];
const namedIn = (row: string[]) => namedTests(row[1] ?? '');
const rows = names.flatMap((name) => tableRows(document, name));

it('each criterion has its table', () => {
  const there = document.matchAll(/<!-- table: (.+) -->/g);
  expect(Array.from(there, ([, name]) => name)).toEqual(names);
});

it('each promise names a test that is there', () => {
  expect(rows.filter((row) => namedIn(row).length === 0)).toEqual([]);
  expect(rows.flatMap(namedIn).filter((test) => !isThere(test))).toEqual([]);
});

/** Whether a row's command is one that runs a story of the demo, or a test that the row names. */
function canRun(row: string[]): boolean {
  const [command = ''] = codeWords(row.at(-1) ?? '');
  const story = /^\.\/planeguard demo --story (\S+)$/.exec(command)?.[1];
  if (story !== undefined) return storyNames.some((name) => name === story);
  const vitest = /^(?:[A-Z]+=\d+ )*(?:npx vitest run|npm run test:fault --) (\S+)(?: -t '([^']+)')?$/;
  const [, file, words = ''] = vitest.exec(command) ?? [];
  return namedIn(row).some((test) => test.file === file && test.name.includes(words));
}

it('each promise has a command that shows it', () => {
  expect(rows.filter((row) => !canRun(row))).toEqual([]);
});
