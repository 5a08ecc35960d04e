import { type Problem, type ProblemCode, problemSchema } from '../../protocol/problem.ts';
import { CallError, type CallFailure, type DatabaseIdentity } from './call-error.ts';

/** An answer other than 2xx, with what is needed to say what it means. */
export interface FailedAnswer {
  url: string;
  status: number;
  retryAfter: string | null;
  body: unknown;
  database: DatabaseIdentity | null;
}

/** What an answer other than 2xx means (design: failure classes of an API call). */
export function failedAnswer(answer: FailedAnswer): CallError {
  const { url, status, database } = answer;
  if (database === null)
    return notAControlPlane(url, `status ${status} without the header planeguard-database`);
  const problem = problemSchema.safeParse(answer.body).data ?? null;
  return new CallError(problem?.code ?? codeOfStatus(status), sentence(answer, problem), {
    failure: failureOf(answer, problem),
    retryAfterMs: retryAfterMs(answer.retryAfter),
    database,
    ...(problem?.errors ? { errors: problem.errors } : {}),
  });
}

export const notAControlPlane = (url: string, found: string): CallError =>
  new CallError('misconfigured', `${url} is not this version's control plane: found ${found}.`, {
    failure: 'misconfigured',
  });

function sentence({ url, status }: FailedAnswer, problem: Problem | null): string {
  return problem?.detail ?? `The control plane at ${url} answered with status ${status}.`;
}

function failureOf({ status, retryAfter }: FailedAnswer, problem: Problem | null): CallFailure {
  if (status === 429 || (status === 403 && retryAfter !== null)) return 'throttled';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 408 || status >= 500) return 'transient';
  if (problem === null || problem.code === 'no_such_route') return 'misconfigured';
  return 'refused';
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 408 || status === 429 || status >= 500) return 'unavailable';
  return 'misconfigured';
}

/** Seconds only: Planeguard's own control plane sends no dates. */
function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
}
