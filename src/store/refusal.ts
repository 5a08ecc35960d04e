import type { ProblemCode } from '../protocol/problem.ts';

/** An operation that the present state does not allow: an expected outcome, nothing was changed. */
export interface Refusal {
  kind: 'refused';
  code: ProblemCode;
  /** One sentence: what, where, what to do. */
  detail: string;
}

export const refusal = (code: ProblemCode, detail: string): Refusal => ({ kind: 'refused', code, detail });

export const unknownRequest = (id: string): Refusal =>
  refusal('not_found', `There is no request ${id}: planeguard list shows those there are.`);
