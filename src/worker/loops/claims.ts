import { randomUUID } from 'node:crypto';
import type { LoopOptions } from '../../edge/loop.ts';
import { newRecord } from '../journal/new-record.ts';
import type { Sessions } from '../sessions.ts';

/** How long one claim waits at the control plane. */
const claimWaitMs = 25_000;
const whenFullMs = 60_000;

/** Claims while there is room. The claim's id is on disk before it is sent, so that no grant gets lost. */
export function claimsLoop(sessions: Sessions, only: string | null): LoopOptions {
  const { context } = sessions;
  return {
    name: 'claims',
    clock: context.clock,
    onError: (error) => sessions.health.failed('claims', error),
    pass: async (signal) => {
      if (sessions.free() <= 0) return whenFullMs;
      await claimOne(sessions, only, signal);
      return 0;
    },
  };
}

async function claimOne(sessions: Sessions, only: string | null, signal: AbortSignal): Promise<void> {
  const { context } = sessions;
  const claimId = context.journal.openClaim() ?? randomUUID();
  context.journal.startClaim(claimId);
  const grant = await context.client.claim(
    {
      workerId: context.workerId,
      instance: context.instance,
      claimId,
      waitMs: claimWaitMs,
      ...(only === null ? {} : { only }),
    },
    signal,
  );
  sessions.health.succeeded('claims');
  const database = context.client.database();
  if (grant === null || database === null || sessions.find(grant.attemptId)) return;
  sessions.accept(newRecord(context, grant, database));
}
