import { ProblemError } from '../protocol/problem.ts';
import type { Caller } from './app.ts';

/** @throws ProblemError unauthorized: the token was valid when the call came, and has been revoked since. */
export function refuseRevoked({ revoked, tokenId }: Caller): void {
  if (revoked.aborted) throw new ProblemError('unauthorized', `The token ${tokenId} was revoked. ${renewal}`);
}

/** How a token that is not accepted is mended, wherever its holder is. */
export const renewal =
  'A start of the control plane renews the tokens of its own state directory; a worker of another host enrols again: planeguard worker enroll.';
