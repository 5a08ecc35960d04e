/** The first column of a paste is ours: Codex and Claude Code run `!…` as a shell command and `/…` as their own. */
export const pasteHeader = 'Message from Planeguard:';

/**
 * What may be pasted into an agent's terminal: the fixed header line, then the text without control bytes,
 * of which `ESC[201~` would end a bracketed paste and type the rest.
 */
export const pasteable = (text: string): string =>
  `${pasteHeader}\n${withoutControls(text.replaceAll(/\r\n?/g, '\n')).trimEnd()}`;

/** C0 but for tab and newline, DEL, and C1: a terminal may act on any of them. */
const withoutControls = (text: string): string =>
  [...text].filter((character) => !isControl(character.codePointAt(0) ?? 0)).join('');

const isControl = (code: number): boolean =>
  (code < 0x20 && code !== 0x09 && code !== 0x0a) || (code >= 0x7f && code <= 0x9f);
