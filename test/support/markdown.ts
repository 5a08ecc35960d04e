import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export const readDocument = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The body rows of the table below `<!-- table: NAME -->`, as trimmed cells. */
export function tableRows(document: string, name: string): string[][] {
  const lines = partBelow(document, `<!-- table: ${name} -->`).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const after = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines.slice(first + 2, after === -1 ? undefined : after).map(cells);
}

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The words in backquotes on the line below `<!-- list: NAME -->`. */
export function listedWords(document: string, name: string): string[] {
  const line = partBelow(document, `<!-- list: ${name} -->`).trimStart().split('\n')[0] ?? '';
  return codeWords(line);
}

export const codeWords = (text: string): string[] =>
  Array.from(text.matchAll(/`([^`]+)`/g), ([, word = '']) => word);

function partBelow(document: string, marker: string): string {
  const at = document.indexOf(marker);
  if (at === -1) throw new Error(`there is no ${marker}`);
  return document.slice(at + marker.length);
}
