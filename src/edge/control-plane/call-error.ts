import { type ProblemCode, ProblemError } from '../../protocol/problem.ts';

/**
 * What a failed call means for its caller.
 * - transient: the network, a deadline, 5xx, 408, a body that does not parse. Try again.
 * - throttled: try again after `retryAfterMs`, and not before.
 * - unauthorized: the token is not accepted. Read it anew, keep trying, say so.
 * - refused: the control plane has answered, and will answer the same again. What exactly, its code says.
 * - misconfigured: something answers that is no control plane, another one, or another version of one.
 * - called_off: the caller's own signal ended the call, or a better connection is there.
 */
export type CallFailure =
  | 'transient'
  | 'throttled'
  | 'unauthorized'
  | 'refused'
  | 'misconfigured'
  | 'called_off';

/** Which database answered. A refusal counts only from the one that granted the lease. */
export interface DatabaseIdentity {
  id: string;
  generation: number;
}

/** Which database must answer; of any generation when that is null. */
export interface ExpectedDatabase {
  id: string;
  generation: number | null;
}

export const isExpected = (answered: DatabaseIdentity, { id, generation }: ExpectedDatabase): boolean =>
  answered.id === id && (generation === null || answered.generation === generation);

export interface CallErrorDetails {
  failure: CallFailure;
  retryAfterMs?: number | null;
  database?: DatabaseIdentity | null;
  errors?: { path: string; message: string }[];
  cause?: unknown;
}

/** A call to the control plane that did not give its answer. */
export class CallError extends ProblemError {
  readonly failure: CallFailure;
  /** Told by the control plane; null when it said nothing. */
  readonly retryAfterMs: number | null;
  /** Null when nobody, or no control plane, answered. */
  readonly database: DatabaseIdentity | null;

  constructor(code: ProblemCode, detail: string, details: CallErrorDetails) {
    super(code, detail, { cause: details.cause, ...(details.errors ? { errors: details.errors } : {}) });
    this.name = 'CallError';
    this.failure = details.failure;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.database = details.database ?? null;
  }
}
