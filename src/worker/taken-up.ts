import { type Adoption, adoptionOf } from '../core/adoption.ts';
import type { WorkerContext } from './context.ts';
import { readExit } from './guard/guard-facts.ts';
import type { SessionRecord } from './journal/session-record.ts';
import { observeParent, observeWatch } from './session/observe.ts';

/** A session of an earlier process, and what this one found of it. */
export interface TakenUp {
  id: string;
  as: Adoption;
}

/** What is found of a session at the start. A few small files, no program: about 0.1 ms. */
export function takenUp(context: WorkerContext, record: SessionRecord): TakenUp {
  const { id, state, cancelled, lostLease, stop } = record;
  if (state === 'ended') throw new TypeError(`the session ${id} is over`);
  const paths = context.layout.session(id);
  const deadlineMs = context.leases.deadlineMs(id);
  const isPast = deadlineMs !== null && context.clock.bootMs() >= deadlineMs;
  const facts = {
    state,
    unwanted: cancelled !== null || lostLease !== null || isPast,
    stopped: stop !== null,
    parent: observeParent({ paths }),
    exit: readExit(paths),
    watch: observeWatch({ paths }),
  };
  return { id, as: adoptionOf(facts) };
}
