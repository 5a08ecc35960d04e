/** A setting of git's: its full name, as `git config --list` writes it, and its value. */
export type GitSetting = readonly [key: string, value: string];

/** Settings as text for a configuration file. Syntax: git-config(1), CONFIGURATION FILE. */
export const configText = (settings: readonly GitSetting[]): string => settings.map(lines).join('');

function lines([key, value]: GitSetting): string {
  const [, section = '', subsection, name = ''] = /^([^.]+)\.(?:(.+)\.)?([^.]+)$/s.exec(key) ?? [];
  const within = subsection === undefined ? '' : ` "${escaped(subsection)}"`;
  return `[${section}${within}]\n\t${name} = "${escaped(value).replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"\n`;
}

const escaped = (text: string): string => text.replace(/["\\]/g, '\\$&');
