import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from './markdown.ts';

const root = join(import.meta.dirname, '../..');

export interface NamedTest {
  file: string;
  name: string;
}

/** Links whose text is the name of a test and whose target is its file. */
export function namedTests(text: string): NamedTest[] {
  const links = text.matchAll(/\[([^\]]+)\]\(\.\.\/(test\/[\w./-]+)\)/g);
  return Array.from(links, ([, name = '', file = '']) => ({ file, name }));
}

export const isThere = ({ file, name }: NamedTest): boolean => {
  if (!existsSync(join(root, file))) return false;
  const source = readDocument(file);
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted));
};
