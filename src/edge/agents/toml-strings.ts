/**
 * The plain `key = "string"` and `key = true|false` settings of a TOML text, by dotted name.
 * Only for hints before a launch: arrays, inline tables and multi-line strings are passed over.
 */
export function tomlStrings(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let table = '';
  for (const line of text.split('\n')) {
    const header = /^\s*\[{1,2}\s*([^[\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) table = `${header.replaceAll('"', '')}.`;
    const [, key, double, single, flag] = setting.exec(line) ?? [];
    if (key !== undefined) found.set(table + key, double ?? single ?? flag ?? '');
  }
  return found;
}

const setting = /^\s*"?([\w.-]+)"?\s*=\s*(?:"([^"\\]*)"|'([^']*)'|(true|false))\s*(?:#.*)?$/;
