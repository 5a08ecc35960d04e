import { randomUUID } from 'node:crypto';
import { noLimits } from '../../../src/core/repository-limits.ts';
import { claimRequest } from '../../../src/store/claim-request.ts';
import type { GitHubParts } from './github-parts.ts';

/** A worker has claimed a queued request. @returns the id of its attempt. */
export async function claimed({ parts }: Pick<GitHubParts, 'parts'>, requestId: string): Promise<string> {
  const outcome = await parts.writer.write((write) =>
    claimRequest(write, {
      workerId: 'w00000001',
      workerName: 'host',
      claimId: randomUUID(),
      only: requestId,
      agents: null,
      without: [],
      limitsOf: () => noLimits,
      vouching: { vouched: [requestId], waiting: [] },
      longestPauseMs: 1,
    }),
  );
  if (outcome.kind !== 'granted') throw new Error(outcome.kind);
  return outcome.grant.attempt.id;
}
