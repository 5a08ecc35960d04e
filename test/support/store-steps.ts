import fc from 'fast-check';
import { type Reason, reasonNames } from '../../src/core/reason.ts';

/** One thing that people, workers or time may do to the store; numbers pick among what there is. */
export type Step =
  | { kind: 'add' }
  | { kind: 'claim'; worker: number }
  | { kind: 'launch' | 'publish'; attempt: number; fenceOff: number }
  | { kind: 'end'; attempt: number; fenceOff: number; outcome: 'in_review' | Reason }
  | { kind: 'evidence'; attempt: number }
  | { kind: 'confirm'; worker: number; mask: number }
  | { kind: 'expire' | 'return_claim'; attempt: number }
  | { kind: 'cancel' | 'feedback' | 'merge' | 'close'; request: number }
  | { kind: 'retry'; request: number; fresh: boolean }
  | { kind: 'wait'; ms: number };

const index = fc.nat(7);
/** Mostly the right fence, sometimes one of the past or the future. */
const fenceOff = fc.constantFrom(0, 0, 0, 0, 1, -1);
const outcome = fc.oneof(
  fc.constantFrom<'in_review' | Reason>('in_review', 'agent_failed', 'merged', 'by_operator'),
  fc.constantFrom<'in_review' | Reason>(...reasonNames),
);

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ kind: 'add' }),
  fc.record({ kind: fc.constant('claim' as const), worker: fc.nat(1) }),
  fc.record({ kind: fc.constant('claim' as const), worker: fc.nat(1) }),
  fc.record({ kind: fc.constantFrom('launch' as const, 'publish' as const), attempt: index, fenceOff }),
  fc.record({ kind: fc.constant('end' as const), attempt: index, fenceOff, outcome }),
  fc.record({ kind: fc.constant('evidence' as const), attempt: index }),
  fc.record({ kind: fc.constant('confirm' as const), worker: fc.nat(1), mask: fc.nat(255) }),
  fc.record({ kind: fc.constantFrom('expire' as const, 'return_claim' as const), attempt: index }),
  fc.record({
    kind: fc.constantFrom('cancel' as const, 'feedback' as const, 'merge' as const, 'close' as const),
    request: fc.nat(3),
  }),
  fc.record({ kind: fc.constant('retry' as const), request: fc.nat(3), fresh: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 1_000, 10_000) }),
);
