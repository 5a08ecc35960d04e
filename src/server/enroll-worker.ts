import type { z } from 'zod';
import type { enrolledSchema } from '../protocol/worker.ts';
import { enrollWorker } from '../store/enroll-worker.ts';
import { accepted } from './accepted.ts';
import type { Parts } from './parts.ts';
import { newToken } from './token-book.ts';

/**
 * Exchanges an enrolment token for a token of that worker alone.
 * @throws ProblemError unauthorized (expired), state_refused (used by another worker, the worker has a valid token).
 */
export async function enroll(
  parts: Parts,
  workerId: string,
  enrolmentId: string,
): Promise<z.infer<typeof enrolledSchema>> {
  const { token, id, hash } = newToken('worker');
  const asked = { enrolmentId, workerId, token: { id, hash } };
  accepted(await parts.writer.write((write) => enrollWorker(write, asked)));
  await parts.tokens.reload(parts.db);
  parts.workerTokens.remember(workerId, id);
  parts.log.info({ worker: workerId, token: id, enrolment: enrolmentId }, 'A worker enrolled');
  return { workerId, tokenId: id, token };
}
