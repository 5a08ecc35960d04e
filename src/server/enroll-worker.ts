import type { z } from 'zod';
import type { enrolledSchema } from '../protocol/worker.ts';
import { type EnrollWorker, enrollWorker } from '../store/enroll-worker.ts';
import { accepted } from './accepted.ts';
import type { Parts } from './parts.ts';
import { newTokenId } from './token-book.ts';

/**
 * Accepts, for an enrolment token, the token that a worker has made for itself alone.
 * @throws ProblemError unauthorized (expired), state_refused (used already, the worker has a valid token).
 */
export async function enroll(
  parts: Parts,
  asked: Omit<EnrollWorker, 'tokenId'>,
): Promise<z.infer<typeof enrolledSchema>> {
  const { workerId, enrolmentId } = asked;
  const { tokenId } = accepted(
    await parts.writer.write((write) => enrollWorker(write, { ...asked, tokenId: newTokenId() })),
  );
  await parts.tokens.reload(parts.db);
  parts.workerTokens.remember(workerId, tokenId);
  parts.log.info({ worker: workerId, token: tokenId, enrolment: enrolmentId }, 'A worker enrolled');
  return { workerId, tokenId };
}
