import type { Finding } from './finding.ts';
import { importsOf } from './imports.ts';
import { lineOf, type Place, placesOf, type SourceFile } from './source-file.ts';
import { isMember, isVariable, readsPresentDate } from './uses.ts';

const worlds = [
  'process',
  'console',
  'fetch',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
];

/** `core` decides from its arguments alone: nothing is awaited, asked, read or drawn by lot. */
export function findImpureCore(files: readonly SourceFile[]): Finding[] {
  return files.filter(({ path }) => path.startsWith('src/core/')).flatMap(impuritiesOf);
}

function impuritiesOf(file: SourceFile): Finding[] {
  const imported = importsOf(file)
    .filter(({ path }) => path === null)
    .map(({ line, specifier }) => ({ line, what: specifier }));
  const used = [...placesOf(file)].flatMap((place) => {
    const what = impurityOf(place);
    return what === null ? [] : [{ line: lineOf(file, place.node.start), what }];
  });
  return [...imported, ...used].map(({ line, what }) => ({
    path: file.path,
    line,
    message: `core is pure: no ${what}`,
  }));
}

function impurityOf(place: Place): string | null {
  const { node } = place;
  if (node.type === 'AwaitExpression') return 'await';
  if ('async' in node && node.async === true) return 'async';
  if (readsPresentDate(place) || isMember(place, 'Date', 'now')) return 'clock';
  if (isMember(place, 'Math', 'random')) return 'randomness';
  return worlds.find((name) => isVariable(place, name)) ?? null;
}
