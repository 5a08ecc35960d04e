/** One word of a POSIX shell that means exactly `text`. NUL cannot be written in a shell at all. */
export function quoteForSh(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** One word as a person would type it: with quotes only where it needs them. */
export const wordForSh = (text: string): string => (/^[\w@%+:,./-]+$/.test(text) ? text : quoteForSh(text));

/** A command line whose words are exactly `words`. */
export const quoteWordsForSh = (words: readonly string[]): string => words.map(quoteForSh).join(' ');
