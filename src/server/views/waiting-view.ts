import type { z } from 'zod';
import { type Hold, holdOf, holdSentence } from '../../core/repository-limits.ts';
import type { waitingSchema } from '../../protocol/request.ts';
import { startedByIssues } from '../../store/find-issue.ts';
import type { RequestRecord } from '../../store/find-request.ts';
import { listWorkers } from '../../store/list-workers.ts';
import { repositoryUse } from '../../store/repository-use.ts';
import type { Parts } from '../parts.ts';
import { pausedAgents } from './paused-agents.ts';
import { timeOrNull } from './session-view.ts';

type Waiting = z.infer<typeof waitingSchema>;

/** What holds back each queued request of these, besides that nobody is free; by request. Each repository is looked at once. */
export async function waitingOf(
  parts: Parts,
  requests: readonly RequestRecord[],
): Promise<Map<string, Waiting>> {
  const queued = requests.filter((request) => request.state === 'queued');
  const seen = new Map<string, Hold | null>();
  const found = new Map<string, Waiting>();
  const paused = queued.length === 0 ? null : await pausedEverywhere(parts);
  const unasked = parts.github === null ? await startedByIssues(parts.db, queued) : new Set<string>();
  for (const request of queued) {
    const known = seen.get(request.remote);
    const hold = known === undefined ? await holdOfRepository(parts, request) : known;
    seen.set(request.remote, hold);
    const first = unasked.has(request.id)
      ? notConfigured
      : (hold ?? (wasJustAsked(request) ? null : (paused?.get(request.agent) ?? null)));
    if (first !== null) found.set(request.id, waitingView(first, parts, request));
  }
  return found;
}

const notConfigured: Hold = { why: 'forge_not_configured', untilMs: null };

async function holdOfRepository(parts: Parts, { repository, remote }: RequestRecord): Promise<Hold | null> {
  const limits = parts.limits.of({ repository, remote });
  return holdOf(limits, await repositoryUse(parts.db, { remote, limits, nowMs: parts.clock.nowMs() }));
}

/** A retry or feedback is granted also behind a breaker. */
const wasJustAsked = ({ attempt, budget_from: from }: RequestRecord): boolean =>
  attempt > 0 && from === attempt;

/** Agents that every worker which is heard of has paused, with the earliest next try. */
async function pausedEverywhere({ db, presence, clock, settings }: Parts): Promise<Map<string, Hold>> {
  const { silentAfterMs } = settings.lease;
  const nowMs = clock.bootMs();
  const heard = (await listWorkers(db)).filter(
    ({ id, health }) => health !== 'stopped' && presence.silentForMs(id, nowMs) <= silentAfterMs,
  );
  const [first = [], ...others] = heard.map(pausedAgents);
  const everywhere = first.filter(({ agent }) =>
    others.every((paused) => paused.some((one) => one.agent === agent)),
  );
  return new Map(everywhere.map(({ agent }) => [agent, pause(heard.flatMap(pausedAgents), agent)]));
}

function pause(paused: readonly { agent: string; nextTryAt: string | null }[], agent: string): Hold {
  const tries = paused.flatMap((one) =>
    one.agent === agent && one.nextTryAt !== null ? [Date.parse(one.nextTryAt)] : [],
  );
  return { why: 'agent_paused', untilMs: tries.length === 0 ? null : Math.min(...tries) };
}

function waitingView(hold: Hold, { limits }: Parts, request: RequestRecord): Waiting {
  const until = timeOrNull(hold.untilMs);
  return { reason: hold.why, sentence: holdSentence(hold, limits.of(request), until), until };
}
