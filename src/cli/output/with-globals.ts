import { resolve } from 'node:path';
import { quoteForSh } from '../../core/quote-for-sh.ts';
import { commandTable } from '../command-table.ts';

const names = commandTable.map(({ name }) => name).join('|');
const commands = new RegExp(`(?<![\\w./-])planeguard (?=(?:${names})\\b)`, 'g');

/** A text for a person, in which each command means the same place when it is pasted elsewhere. */
export const withGlobals = (text: string, globals: string): string =>
  globals === '' ? text : text.replaceAll(commands, () => `planeguard ${globals} `);

/** The flags of a command line that say which place is meant, as words for a shell; empty when there are none. */
export function globalsOf(argv: readonly string[], cwd: string): string {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return ['--state-dir', '--config']
    .flatMap((flag) => {
      const value = lastValue(words, flag);
      return value ? [`${flag} ${word(resolve(cwd, value))}`] : [];
    })
    .join(' ');
}

/** The last one counts, as it does for the command itself. */
function lastValue(words: readonly string[], flag: string): string | undefined {
  const values = words.flatMap((each, index) => {
    if (each.startsWith(`${flag}=`)) return [each.slice(flag.length + 1)];
    return words[index - 1] === flag ? [each] : [];
  });
  return values.at(-1);
}

const word = (path: string): string => (/^[\w@%+:,./-]+$/.test(path) ? path : quoteForSh(path));
