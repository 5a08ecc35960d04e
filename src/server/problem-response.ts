import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { ProblemError, problemObject } from '../protocol/problem.ts';
import { storageTrouble } from '../store/storage-problem.ts';
import type { Parts } from './parts.ts';

type Telling = Pick<Parts, 'log' | 'closing'>;

/** Every error leaves as a problem object; what nobody expected is logged and told without its innards. */
export function problemResponse(context: Context, error: unknown, parts: Telling): Response {
  const problem = problemObject(asProblem(error, parts, `${context.req.method} ${context.req.path}`));
  const headers = { 'content-type': 'application/problem+json' };
  return context.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, headers);
}

function asProblem(error: unknown, { log, closing }: Telling, call: string): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HTTPException && error.status < 500) {
    return new ProblemError('invalid_input', `${error.message || 'The request is not valid'}.`);
  }
  // The database closes under calls that are still on their way.
  if (closing.aborted) return new ProblemError('unavailable', stopping, { cause: error });
  const trouble = storageTrouble(error);
  log.error({ err: error, call }, 'A call failed');
  return trouble ?? new ProblemError('internal', `${call} failed in the control plane: its log says why.`);
}

const stopping = 'The control plane is stopping: try again when it is back.';

/** Hono's names of the parts of a request, in a person's words. */
const places: ReadonlyMap<string, string> = new Map([
  ['json', 'body'],
  ['param', 'path'],
  ['header', 'headers'],
]);

/** Each violation of a schema, with the path of what it is about. */
export function invalidInput(error: z.ZodError, target: string): ProblemError {
  const where = places.get(target) ?? target;
  const errors = error.issues.map((issue) => ({
    path: issue.path.length > 0 ? issue.path.join('.') : where,
    message: issue.message,
  }));
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new ProblemError('invalid_input', `The ${where} is not valid: ${detail}.`, { errors });
}
