import { resolve } from 'node:path';
import { wordForSh } from '../../core/quote-for-sh.ts';

/** Changes a text for a person: commands in it mean the same place when they are pasted elsewhere. */
export type Hint = (text: string) => string;

/** @param names those of the commands: other words after the program's name are no command. */
export function hintsFor(argv: readonly string[], cwd: string, names: readonly string[]): Hint {
  const globals = globalsOf(argv, cwd);
  if (globals === '') return (text) => text;
  const commands = new RegExp(`(?<![\\w./-])planeguard (?!${elsewhere})(?=(?:${names.join('|')})\\b)`, 'g');
  return (text) => text.replaceAll(commands, () => `planeguard ${globals} `);
}

/** Typed on the control plane's host, by those who enrol a worker here: this place means nothing there. */
const elsewhere = 'token create --kind enrolment\\b';

/** The flags of a command line that say which place is meant, as words for a shell; empty when there are none. */
export function globalsOf(argv: readonly string[], cwd: string): string {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return ['--state-dir', '--config']
    .flatMap((flag) => {
      const value = lastValue(words, flag);
      return value ? [`${flag} ${wordForSh(resolve(cwd, value))}`] : [];
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
