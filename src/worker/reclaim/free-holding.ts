import { basename } from 'node:path';
import { keepReasons } from '../../core/cleanup.ts';
import { removeDirectory, removeLeftover } from '../../edge/remove-directory.ts';
import { cleanWorkspace, workspaceEvidence } from '../act/clean.ts';
import { letGoOfSalvage } from '../let-go-of-salvage.ts';
import { askAttempt } from '../residue/ask-attempt.ts';
import type { Sessions } from '../sessions.ts';
import { repackUnlessBorrowed } from '../tidy-caches.ts';
import type { FoundHolding } from './find-holdings.ts';
import type { FoundOfSession } from './find-sessions.ts';
import { wordOf } from './session-word.ts';

export type FreedHolding = { kind: 'freed' } | { kind: 'kept'; because: string };

const freed: FreedHolding = { kind: 'freed' };
const kept = (because: string): FreedHolding => ({ kind: 'kept', because });

/**
 * Frees what was judged to be free to go; what has changed since then stays. May be repeated after a kill at any point.
 * @throws the system's error.
 */
export async function freeHolding(
  sessions: Sessions,
  found: FoundHolding,
  signal: AbortSignal,
): Promise<FreedHolding> {
  switch (found.holding) {
    case 'leftover':
      // One that is made just now has no record yet.
      if (sessions.loops().some(({ session }) => basename(found.path).startsWith(`.${session.id}.`))) {
        return kept('its session is not over');
      }
      await removeLeftover(found.path);
      return freed;
    case 'log':
      await removeLeftover(found.path);
      return freed;
    case 'salvage':
      return (await letGoOfSalvage(sessions, found, 'salvage_expired'))
        ? freed
        : kept('its workspace, or a newer salvage, came meanwhile');
    case 'workspace':
      return freeWorkspace(sessions, found.id, signal);
    case 'session':
      return freeSession(sessions, found);
    case 'cache':
      return freeCache(sessions, found.path, signal);
    default:
      return found satisfies never;
  }
}

/** The way of every workspace, only that it waits for no retry: salvaged at this moment, by its own record. */
async function freeWorkspace(sessions: Sessions, id: string, signal: AbortSignal): Promise<FreedHolding> {
  const { context } = sessions;
  const { request } = await askAttempt(context, id);
  if (request === null) return kept('the control plane does not say what became of its request');
  await sessions.reviewKept(id, async (record) => {
    const cleaned = await cleanWorkspace(context, record, {
      request: request.state,
      leaving: signal,
      blockedForMs: 0,
    });
    return { kept: cleaned.kept, evidence: workspaceEvidence(context, record, cleaned) };
  });
  const still = sessions.kept().find((record) => record.id === id)?.kept;
  return still ? kept(`its workspace is kept: ${keepReasons[still.why]}`) : freed;
}

/** What runs, is kept, or is doubtful, needs its directory, whatever the record in it says. */
async function freeSession(
  sessions: Sessions,
  { id, path }: Pick<FoundOfSession, 'id' | 'path'>,
): Promise<FreedHolding> {
  const { context, quarantine } = sessions;
  const isOver = () => {
    const word = wordOf(context, id);
    return word?.state === 'ended' && word.kept === null && word.proven && !word.foreign;
  };
  const known = [...sessions.kept(), ...quarantine.items()].some((each) => each.id === id);
  if (known || sessions.find(id) !== null) return kept('it is looked after');
  const removed = await removeDirectory({ path, root: context.layout.sessions, isOurs: isOver });
  return removed.kind === 'removed' ? freed : kept(removed.message);
}

async function freeCache({ context }: Sessions, path: string, signal: AbortSignal): Promise<FreedHolding> {
  const repacked = await repackUnlessBorrowed(context, path, signal);
  switch (repacked.kind) {
    case 'repacked':
      return freed;
    case 'gave_way':
      return kept('somebody came to borrow from it');
    case 'failed':
      return kept(`it could not be repacked: ${repacked.message}`);
    default:
      return repacked satisfies never;
  }
}
