import type { Finding } from './finding.ts';
import { importsOf } from './imports.ts';
import { lineOf, type Place, placesOf, type SourceFile } from './source-file.ts';
import { isMember, isTakenFrom, isVariable, readsPresentDate } from './uses.ts';

/** Something of which there is one home in `src`, so that it can be seen, tested and changed in one place. */
interface Home {
  what: string;
  /** Files, or folders with a final `/`. */
  places: readonly string[];
  modules: readonly string[];
  isUse: (place: Place) => boolean;
}

const homes: readonly Home[] = [
  {
    what: 'the environment',
    places: ['src/config/environment.ts'],
    modules: [],
    isUse: (place) => isMember(place, 'process', 'env') || isTakenFrom(place, 'process', 'env'),
  },
  {
    what: 'spawning',
    places: ['src/edge/exec.ts'],
    modules: ['node:child_process', 'child_process', 'execa', 'node:cluster'],
    isUse: () => false,
  },
  {
    what: 'SQL',
    places: ['src/store/', 'src/worker/journal/', 'src/edge/lock.ts'],
    modules: ['better-sqlite3', 'kysely', 'pg', 'node:sqlite'],
    isUse: () => false,
  },
  {
    what: 'the clock',
    places: ['src/edge/clock.ts'],
    modules: ['node:timers', 'node:timers/promises', 'timers', 'timers/promises', 'node:perf_hooks'],
    isUse: readsClock,
  },
];

export function findHomeless(files: readonly SourceFile[]): Finding[] {
  return homes.flatMap((home) =>
    files.filter((file) => isBoundBy(home, file.path)).flatMap((file) => usesIn(file, home)),
  );
}

function isBoundBy(home: Home, path: string): boolean {
  return (
    path.startsWith('src/') &&
    !home.places.some((place) => path === place || (place.endsWith('/') && path.startsWith(place)))
  );
}

function usesIn(file: SourceFile, home: Home): Finding[] {
  const imports = importsOf(file).filter(({ specifier }) => home.modules.includes(specifier));
  const uses = [...placesOf(file)].filter(home.isUse).map(({ node }) => ({ line: lineOf(file, node.start) }));
  const message = `${home.what} has its home in ${home.places.join(', ')}`;
  return [...imports, ...uses].map(({ line }) => ({ path: file.path, line, message }));
}

function readsClock(place: Place): boolean {
  const timers = ['setTimeout', 'setInterval'];
  return (
    readsPresentDate(place) ||
    isMember(place, 'Date', 'now') ||
    isMember(place, 'AbortSignal', 'timeout') ||
    isMember(place, 'process', 'hrtime') ||
    isMember(place, 'process', 'uptime') ||
    isMember(place, 'os', 'uptime') ||
    isVariable(place, 'performance') ||
    timers.some((name) => isVariable(place, name)) ||
    isTakenFrom(place, 'process', 'hrtime') ||
    isTakenFrom(place, 'os', 'uptime')
  );
}
