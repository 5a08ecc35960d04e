import { ProblemError } from '../protocol/problem.ts';
import type { Refusal } from '../store/refusal.ts';

/**
 * The outcome of an operation.
 * @throws ProblemError what the caller is told, when it was refused.
 */
export function accepted<T extends { kind: string }>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw problemOf(outcome);
  return outcome;
}

function isRefusal<T extends { kind: string }>(outcome: T | Refusal): outcome is Refusal {
  return outcome.kind === 'refused';
}

export const problemOf = ({ code, detail }: Refusal): ProblemError => new ProblemError(code, detail);
