import { expect, it } from 'vitest';
import { healthSeen, type WorkerHealth, workerHealths } from '../../src/core/health.ts';

it.each(workerHealths)('no lies: a worker that says %s is shown so while it is heard', (said) => {
  expect(healthSeen(said, 60_000, 60_000)).toBe(said);
});

const daemons: readonly WorkerHealth[] = workerHealths.filter((health) => health !== 'stopped');
it.each(daemons)('no lies: a worker that last said %s is silent once it is not heard', (said) => {
  expect(healthSeen(said, 60_001, 60_000)).toBe('silent');
});

it('shows a worker that said goodbye as stopped for ever', () => {
  expect(healthSeen('stopped', 1e12, 60_000)).toBe('stopped');
});
