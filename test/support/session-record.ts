import type { Grant } from '../../src/protocol/worker.ts';
import { type SessionRecord, sessionRecordSchema } from '../../src/worker/journal/session-record.ts';

export const someGrant: Grant = {
  attemptId: 'r00000001-1',
  fence: 1,
  stopAfterMs: 1_800_000,
  request: {
    id: 'r00000001',
    repository: '/srv/git/example',
    remote: '/srv/git/example',
    title: 'Mend the build',
    prompt: 'Mend the build.',
    agent: 'scripted',
    issueNumber: null,
    issueUrl: null,
    forge: 'local',
    createdAt: '2030-01-01T00:00:00.000Z',
  },
  previous: null,
  pullRequest: null,
  feedback: [],
};

/** A session as it begins. */
export function recordOf(grant: Grant = someGrant): SessionRecord {
  const nothingYet = {
    lostLease: null,
    cancelled: null,
    cause: null,
    launchedAtMs: null,
    remindedAtMs: null,
    verifyingSinceMs: null,
    place: null,
    containment: null,
    pullRequest: null,
    noChange: null,
    question: null,
    conversation: null,
    stop: null,
    judgement: null,
    reportedAs: null,
    kept: null,
  };
  return sessionRecordSchema.parse({
    id: grant.attemptId,
    grant,
    database: { id: 'd1', generation: 1 },
    state: 'preparing',
    confirmed: false,
    published: false,
    bootId: 'boot',
    socket: '/run/one.sock',
    timings: {},
    ...nothingYet,
  });
}
