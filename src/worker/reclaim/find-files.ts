import { basename, join } from 'node:path';
import type { HoldingFacts } from '../../core/reclaim.ts';
import { diskUsage } from '../../edge/disk-usage.ts';
import { namesIn } from '../../edge/files.ts';
import { leftoverPacks } from '../../edge/git/leftover-packs.ts';
import { staleBelow } from '../../edge/git/stale-below.ts';
import { isEarlierLog } from '../../edge/log.ts';
import type { ReclaimPlace } from './reclaim-place.ts';
import { wordOf } from './session-word.ts';

export interface FoundFile {
  holding: 'leftover' | 'log';
  path: string;
  bytes: number;
  facts: Extract<HoldingFacts, { holding: 'leftover' | 'log' }>;
}

/** Half-made caches and packs, and what was to vanish, or to appear, when somebody was killed. */
export async function findLeftovers(place: ReclaimPlace): Promise<FoundFile[]> {
  const { workspaces, sessions } = place.layout;
  const paths = [...cacheLeftovers(place), ...hiddenIn(place, workspaces), ...hiddenIn(place, sessions)];
  return measured(paths.map((path) => ({ holding: 'leftover', path, facts: { holding: 'leftover' } })));
}

function cacheLeftovers({ layout }: ReclaimPlace): string[] {
  const names = namesIn(layout.caches);
  const halfMade = names.filter((name) => /\.git\.[0-9a-f]+\.tmp$/.test(name));
  const caches = names.filter((name) => name.endsWith('.git')).map((name) => join(layout.caches, name));
  return [
    ...(halfMade.length > 0 ? staleBelow(layout.caches, halfMade) : []),
    ...caches.flatMap(leftoverPacks),
  ];
}

/**
 * `.ID.making`, in which nobody has worked, and `.ID.trash`, whose work is elsewhere. While the session is not over, its
 * own step goes on with them. Without a record they may be of this very moment, unless they are old.
 */
function hiddenIn(place: ReclaimPlace, folder: string): string[] {
  const hidden = namesIn(folder).flatMap((name) => {
    const id = /^\.(.+)\.(?:trash|making)$/.exec(name)?.[1];
    return id === undefined ? [] : [{ name, word: wordOf(place, id) }];
  });
  const over = hidden.filter(({ word }) => word?.state === 'ended' && word.kept === null && !word.foreign);
  const unknown = hidden.filter(({ word }) => word === null).map(({ name }) => name);
  const old = unknown.length > 0 ? staleBelow(folder, unknown) : [];
  return [...over.map(({ name }) => join(folder, name)), ...old];
}

/** Logs that were full and have a successor; the others are one line in the list. */
export function findFullLogs({ layout }: ReclaimPlace): Promise<FoundFile[]> {
  const names = namesIn(layout.logs);
  return measured(
    names.map((name) => ({
      holding: 'log',
      path: join(layout.logs, name),
      facts: { holding: 'log', full: isEarlierLog(basename(name)) },
    })),
  );
}

const measured = (found: readonly Omit<FoundFile, 'bytes'>[]): Promise<FoundFile[]> =>
  Promise.all(found.map(async (each) => ({ ...each, bytes: await diskUsage(each.path) })));
