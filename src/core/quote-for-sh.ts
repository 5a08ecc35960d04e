/** One word of a POSIX shell that means exactly `text`. NUL cannot be written in a shell at all. */
export function quoteForSh(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line whose words are exactly `words`. */
export const quoteWordsForSh = (words: readonly string[]): string => words.map(quoteForSh).join(' ');
