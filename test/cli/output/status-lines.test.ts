import { expect, test } from 'vitest';
import { openOutput } from '../../../src/cli/output/output.ts';
import { statusLines } from '../../../src/cli/output/status-lines.ts';
import { statusSchema } from '../../../src/protocol/status.ts';

const nowMs = Date.parse('2030-01-02T12:00:00Z');
const output = openOutput({ json: false, noColor: true });
const gib = 1024 ** 3;

/** @param lastSeenAt when its only worker was last heard of. */
const statusOf = (lastSeenAt: string, controlPlane: object = {}) =>
  statusSchema.parse({
    controlPlane: { url: 'http://127.0.0.1:7420', health: 'healthy', since: lastSeenAt, ...controlPlane },
    workers: [
      {
        id: 'w00000001',
        name: 'vm',
        health: 'healthy',
        reason: null,
        since: lastSeenAt,
        lastSeenAt,
        capacity: 2,
        sessions: 0,
      },
    ],
    queue: { queued: 0, claimed: 0, running: 0, in_review: 0, done: 0, blocked: 0, cancelled: 0 },
    sessions: [],
    attention: [],
    waiting: [],
    kept: [],
    quarantine: [],
    disk: { w00000001: { path: '/s', freeBytes: 9 * gib, floorBytes: 5 * gib, freeInodes: null, ok: true } },
  });

test.each([
  ['2030-01-02T11:59:55.000Z', 'Disk of /s: 9GiB free, floor 5GiB'],
  ['2030-01-02T11:30:00.000Z', 'Disk of /s: 9GiB free, floor 5GiB, as of 30m ago'],
])('a disk that a worker told of at %s is shown with its age once that is old', (lastSeenAt, line) => {
  expect(statusLines(output, statusOf(lastSeenAt), nowMs)).toContain(line);
});

test('a control plane that is degraded says why, and since when, at the top', () => {
  const trouble = { health: 'degraded', reason: 'It cannot write its database.' };
  const [first, second] = statusLines(output, statusOf('2030-01-02T11:50:00.000Z', trouble), nowMs);
  expect(first).toBe('control plane  degraded  http://127.0.0.1:7420  for 10m');
  expect(second?.trim()).toBe('It cannot write its database.');
});
