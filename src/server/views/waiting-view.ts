import type { z } from 'zod';
import { type Hold, holdOf, holdSentence, noLimits } from '../../core/repository-limits.ts';
import type { waitingSchema } from '../../protocol/request.ts';
import type { RequestRecord } from '../../store/find-request.ts';
import { repositoryUse } from '../../store/repository-use.ts';
import type { Parts } from '../parts.ts';
import { timeOrNull } from './session-view.ts';

type Waiting = z.infer<typeof waitingSchema>;

/** What holds back each queued request of these, besides that nobody is free; by request. Each repository is looked at once. */
export async function waitingOf(
  parts: Parts,
  requests: readonly RequestRecord[],
): Promise<Map<string, Waiting>> {
  const seen = new Map<string, Hold | null>();
  const found = new Map<string, Waiting>();
  for (const request of requests) {
    if (request.state !== 'queued') continue;
    const hold = seen.get(request.remote) ?? (await holdOfRepository(parts, request));
    seen.set(request.remote, hold);
    if (hold !== null) found.set(request.id, waitingView(hold, parts, request));
  }
  return found;
}

async function holdOfRepository(parts: Parts, { repository, remote }: RequestRecord): Promise<Hold | null> {
  const limits = parts.limits.of({ repository, remote });
  return holdOf(limits, await repositoryUse(parts.db, { remote, limits, nowMs: parts.clock.nowMs() }));
}

function waitingView(hold: Hold, { limits }: Parts, { repository, remote }: RequestRecord): Waiting {
  const until = timeOrNull(hold.untilMs);
  const own = hold.why === 'agent_paused' ? noLimits : limits.of({ repository, remote });
  return { reason: hold.why, sentence: holdSentence(hold, own, until), until };
}
