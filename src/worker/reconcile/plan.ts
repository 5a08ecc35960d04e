import { basename } from 'node:path';
import { keepReasons } from '../../core/cleanup.ts';
import { judgeHolding } from '../../core/reclaim.ts';
import { decideRepack } from '../../core/repack.ts';
import { cacheCondition } from '../../edge/git/cache-condition.ts';
import type { PlannedItem } from '../../protocol/reconcile.ts';
import { planCleaning } from '../act/clean.ts';
import { findHoldings } from '../reclaim/find-holdings.ts';
import { findSalvage } from '../reclaim/find-salvage.ts';
import { askAttempt } from '../residue/ask-attempt.ts';
import type { Sessions } from '../sessions.ts';
import { borrowersOf, cachesBelow } from '../tidy-caches.ts';
import { planResidue } from './plan-residue.ts';

/** What the passes of this worker would do now. Looks only: remotes are not asked, nothing is written or signalled. */
export async function plan(sessions: Sessions): Promise<PlannedItem[]> {
  return [
    ...(await planSessions(sessions)),
    ...(await planResidue(sessions)),
    ...(await planKept(sessions)),
    ...planReviews(sessions),
    ...(await planCaches(sessions)),
    ...(await planSalvage(sessions)),
    ...(await planRetention(sessions)),
  ];
}

async function planSessions(sessions: Sessions): Promise<PlannedItem[]> {
  const planned = await Promise.all(
    sessions.loops().map(async (loop): Promise<PlannedItem[]> => {
      const decision = await loop.decideNow();
      if (decision.kind !== 'act') return [];
      const { action } = decision;
      const because = action.type === 'begin_ending' ? action.cause.kind : loop.session.record.state;
      return [
        { part: 'sessions', subject: loop.session.id, action: words(action.type), because: words(because) },
      ];
    }),
  );
  return planned.flat();
}

async function planKept(sessions: Sessions): Promise<PlannedItem[]> {
  const planned: PlannedItem[] = [];
  for (const record of sessions.kept()) {
    const { request } = await askAttempt(sessions.context, record.id);
    const { kind } = await planCleaning(sessions.context, record, request?.state ?? 'unknown');
    const because = `its request is ${words(request?.state ?? 'not known')}`;
    if (kind === 'keep') continue;
    const action = kind === 'salvage' ? 'salvage its work, then decide' : 'remove the workspace';
    planned.push({ part: 'kept', subject: record.id, action, because });
  }
  return planned;
}

function planReviews(sessions: Sessions): PlannedItem[] {
  const inReview = sessions.kept().filter(({ kept }) => kept?.why === 'in_review');
  return inReview.map(({ id }) => ({
    part: 'reviews',
    subject: id,
    action: 'ask the remote',
    because: keepReasons.in_review,
  }));
}

async function planCaches({ context }: Sessions): Promise<PlannedItem[]> {
  const { environment: env, clock } = context;
  const planned: PlannedItem[] = [];
  for (const cache of cachesBelow(context.layout.caches)) {
    const condition = await cacheCondition(cache, { env, nowMs: clock.nowMs() });
    if (condition === null) continue;
    const { kind, because } = decideRepack({ ...condition, borrowers: borrowersOf(context, cache) });
    if (kind === 'repack')
      planned.push({ part: 'caches', subject: basename(cache), action: 'repack', because: words(because) });
  }
  return planned;
}

async function planSalvage({ context }: Sessions): Promise<PlannedItem[]> {
  const judged = (await findSalvage(context)).map((found) => ({ ...found, ...judgeHolding(found.facts) }));
  return judged.flatMap(({ path, mayGo, because }) =>
    mayGo ? [{ part: 'salvage', subject: path, action: 'let it go', because }] : [],
  );
}

async function planRetention({ context }: Sessions): Promise<PlannedItem[]> {
  const found = [...(await findHoldings(context, 'leftover')), ...(await findHoldings(context, 'session'))];
  return found.flatMap(({ path, mayGo, because }) =>
    mayGo ? [{ part: 'retention', subject: path, action: 'delete', because }] : [],
  );
}

const words = (name: string): string => name.replaceAll('_', ' ');
