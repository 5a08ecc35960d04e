import { z } from 'zod';

/** Stable codes of errors (RFC 9457 problem objects), with the HTTP status and the CLI's exit code of each. */
export const problems = {
  invalid_input: { status: 400, exit: 2, title: 'The input is not valid' },
  unauthorized: { status: 401, exit: 78, title: 'The token is missing or not accepted' },
  forbidden: { status: 403, exit: 4, title: 'This token may not do that' },
  not_found: { status: 404, exit: 3, title: 'There is nothing with this id' },
  no_such_route: { status: 404, exit: 1, title: 'The control plane has no such route' },
  state_refused: { status: 409, exit: 4, title: 'Not possible in the present state' },
  fenced: { status: 412, exit: 4, title: 'Another attempt, or none, holds this request' },
  attempt_gone: { status: 410, exit: 4, title: 'This attempt is over' },
  idempotency_conflict: { status: 422, exit: 4, title: 'This Idempotency-Key was used for another request' },
  worker_conflict: { status: 409, exit: 4, title: 'Another instance of this worker is alive' },
  too_large: { status: 413, exit: 2, title: 'The input is too large' },
  unavailable: { status: 503, exit: 75, title: 'Not available now' },
  internal: { status: 500, exit: 1, title: 'An internal error' },
  usage: { status: 400, exit: 2, title: 'The command line is not valid' },
  misconfigured: { status: 500, exit: 78, title: 'The configuration or the machine is not ready' },
  unreachable: { status: 503, exit: 75, title: 'Nobody answers' },
} as const satisfies Record<string, { status: number; exit: number; title: string }>;

export type ProblemCode = keyof typeof problems;

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    /** One sentence: what, where, what to do. */
    detail: z.string(),
    /** Every single problem, when there are several (invalid configuration or input). */
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

/** An expected failure that is shown to a person as one sentence. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: { path: string; message: string }[];
  constructor(
    code: ProblemCode,
    detail: string,
    options: ErrorOptions & { errors?: { path: string; message: string }[] } = {},
  ) {
    super(detail, options);
    this.name = 'ProblemError';
    this.code = code;
    this.errors = options.errors ?? [];
  }
}

export function problemObject(error: ProblemError): Problem {
  const { status, title } = problems[error.code];
  const type = `https://planeguard.dev/problems/${error.code}`;
  const base = { type, title, status, code: error.code, detail: error.message };
  return error.errors.length > 0 ? { ...base, errors: error.errors } : base;
}
