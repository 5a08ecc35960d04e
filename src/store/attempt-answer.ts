import type { z } from 'zod';
import type { attemptEventAnswerSchema } from '../protocol/worker.ts';
import type { Database } from './database.ts';
import { newestPullRequest } from './find-pull-request.ts';

export type AttemptAnswer = z.infer<typeof attemptEventAnswerSchema>;

/** Where a request stands after a holder's event. */
export async function answerFor(db: Database, requestId: string): Promise<AttemptAnswer> {
  const { state } = await db
    .selectFrom('requests')
    .select('state')
    .where('id', '=', requestId)
    .executeTakeFirstOrThrow();
  const bound = await newestPullRequest(db, requestId);
  return { state, pullRequest: bound && { number: bound.number, url: bound.url, state: bound.state } };
}
