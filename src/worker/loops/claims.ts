import { randomUUID } from 'node:crypto';
import { CallError } from '../../edge/control-plane/call-error.ts';
import { retryCallMs } from '../../edge/control-plane/retry-call.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { WorkerContext } from '../context.ts';
import { newRecord } from '../journal/new-record.ts';
import type { Sessions } from '../sessions.ts';

const shortestWaitMs = 100;
/** With what it may take beyond being held. */
const longestPollMs = 10_000;
const whenFullMs = 60_000;

/** Claims while there is room. The claim's id is on disk before it is sent, so that no grant gets lost. */
export function claimsLoop(sessions: Sessions, only: string | null): LoopOptions {
  const { context } = sessions;
  return {
    name: 'claims',
    clock: context.clock,
    doing: 'waiting for a claim',
    listensForMs: longestPollMs,
    onError: (error) => sessions.health.failed('claims', error),
    retryMs: retryCallMs,
    pass: async (signal) => {
      const hindrance = await whyNot(sessions, only);
      if (hindrance !== null) {
        // Nobody is asked now: what the last claim met is no trouble any more, and no success would end it.
        sessions.health.recovered('claims');
        return { waitMs: whenFullMs, waiting: hindrance };
      }
      await claimOne(sessions, only, signal);
      return 0;
    },
  };
}

/** Why nothing is claimed now. */
async function whyNot(sessions: Sessions, only: string | null): Promise<string | null> {
  if (!sessions.isClaiming()) return 'claims nothing more: this worker leaves';
  if (sessions.drain.isDraining()) return 'claims nothing: this worker is drained';
  if (sessions.health.troubleOf('heartbeat') === 'unauthorized')
    return 'claims nothing: the token is not accepted';
  if (sessions.free(only) <= 0) return `full: ${sessions.loops().length} of ${sessions.capacity()} sessions`;
  return (await sessions.disk.hasRoom()) ? null : 'claims nothing: the disk has too little room';
}

async function claimOne(sessions: Sessions, only: string | null, signal: AbortSignal): Promise<void> {
  const { context } = sessions;
  const claimId = context.journal.openClaim() ?? newClaim(context);
  const { workerId, instance } = context;
  const { breakers } = sessions;
  const claim = {
    workerId,
    instance,
    claimId,
    waitMs: Math.max(shortestWaitMs, Math.min(context.client.holdMs(), Math.ceil(breakers.nextTryInMs()))),
    without: breakers.paused(),
    ...(only === null ? {} : { only }),
  };
  // One that waits for what it should not ask for any more is called off: its id is repeated, so no grant is lost.
  const outdated = AbortSignal.any([breakers.changed(), sessions.drain.changed()]);
  const asked = context.client.claim(claim, AbortSignal.any([signal, outdated]));
  const answer = await answered(context, asked, outdated);
  if (answer === 'outdated') return;
  sessions.health.succeeded('claims');
  if (answer === null || answer.value === null) return;
  const { value: grant, database } = answer;
  if (sessions.find(grant.attemptId)) return context.journal.dropClaim();
  sessions.accept(newRecord(context, grant, database));
}

function newClaim({ journal }: WorkerContext): string {
  const claimId = randomUUID();
  journal.startClaim(claimId);
  return claimId;
}

/** A claim whose attempt is over already, because this worker was away too long, is not repeated again. */
async function answered<T>(
  context: WorkerContext,
  grant: Promise<T>,
  outdated: AbortSignal,
): Promise<T | 'outdated' | null> {
  try {
    return await grant;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.failure === 'called_off' && outdated.aborted) return 'outdated';
    if (error.code !== 'attempt_gone') throw error;
    context.journal.dropClaim();
    return null;
  }
}
