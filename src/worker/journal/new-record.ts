import { join } from 'node:path';
import { tmuxName } from '../../core/ids.ts';
import type { Grant } from '../../protocol/worker.ts';
import type { WorkerContext } from '../context.ts';
import type { SessionRecord } from './session-record.ts';

/** A session as it begins: granted, and nothing done yet. */
export function newRecord(
  context: WorkerContext,
  grant: Grant,
  database: SessionRecord['database'],
): SessionRecord {
  return {
    id: grant.attemptId,
    installation: context.workerId,
    grant,
    database,
    state: 'preparing',
    confirmed: false,
    lostLease: null,
    cancelled: null,
    cause: null,
    bootId: context.bootId,
    launchedAtMs: null,
    remindedAtMs: null,
    verifyingSinceMs: null,
    place: null,
    hooks: null,
    agentStopped: false,
    socket: join(context.runtimeDir, `${tmuxName(grant.attemptId)}.sock`),
    ports: null,
    containment: null,
    timings: {},
    pullRequest: grant.pullRequest === null ? null : boundBefore(grant, grant.pullRequest),
    published: false,
    noChange: null,
    refusal: null,
    warning: null,
    question: null,
    conversation: grant.previous?.conversation ?? null,
    stop: null,
    judgement: null,
    reportedAs: null,
    kept: null,
  };
}

/** A pull request of an earlier attempt goes on with this one. */
function boundBefore(grant: Grant, bound: NonNullable<Grant['pullRequest']>): SessionRecord['pullRequest'] {
  const url = `local:${grant.request.repository}#${bound.number}`;
  return { number: bound.number, url, state: bound.state, head: bound.head, headSha: bound.headSha };
}
