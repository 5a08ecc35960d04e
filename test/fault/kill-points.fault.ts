import { test } from 'vitest';
import { surviveKillPoints } from '../support/kill-points-survived.ts';

test('whatever is killed at whatever point, work and host are as if it had not been: 300 random points', async () => {
  await surviveKillPoints(300, Number(process.env.SEED ?? Date.now() % 1_000_000));
}, 3_600_000);
