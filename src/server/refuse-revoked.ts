import { ProblemError } from '../protocol/problem.ts';
import type { Caller } from './app.ts';

/** @throws ProblemError unauthorized: the token was valid when the call came, and has been revoked since. */
export function refuseRevoked({ revoked, tokenId }: Caller): void {
  if (revoked.aborted) throw new ProblemError('unauthorized', `The token ${tokenId} was revoked.`);
}
