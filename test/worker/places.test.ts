import { expect, onTestFinished, test } from 'vitest';
import { HealthBook } from '../../src/worker/health-book.ts';
import { Sessions } from '../../src/worker/sessions.ts';
import { recordOf } from '../support/session-record.ts';
import { workerContext } from '../support/worker-context.ts';

const judged = {
  state: 'ending' as const,
  cause: { kind: 'lease_lost' as const, why: 'expired' as const },
  stop: { proof: 'proved' as const, clean: true },
  judgement: { outcome: 'lease_expired' as const, summary: 'Its lease ran out.' },
};

test.each([
  ['is over with proof and waits for a database that never answers takes no place', judged, 2],
  ['is not judged yet takes its place', { ...judged, judgement: null }, 1],
])('a session that %s', async (_, seen, free) => {
  const context = await workerContext();
  context.journal.accept({ ...recordOf(), ...seen });
  const health = new HealthBook({ ...context, url: () => 'http://127.0.0.1:1' });
  const sessions = new Sessions({ context, health, onChange: () => undefined });
  onTestFinished(() => sessions.stopLooking());
  sessions.adopt();
  expect(sessions.loops()).toHaveLength(1);
  expect(sessions.free(null)).toBe(free);
});
