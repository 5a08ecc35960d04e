import { test } from 'vitest';
import { surviveKillPoints } from '../support/kill-points-survived.ts';

test('whatever is killed at whatever point, work and host are as if it had not been: five random points', async () => {
  await surviveKillPoints(5, Date.now() % 1_000_000);
}, 180_000);
