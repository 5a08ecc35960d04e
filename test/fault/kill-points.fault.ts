import { test } from 'vitest';
import { surviveKillPoints } from '../support/kill-points-survived.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const points = Number(process.env.COUNT ?? 300);

test('whatever is killed at whatever point, work and host are as if it had not been: 300 random points', async () => {
  await surviveKillPoints(points, seed);
}, 3_600_000);

test('the same around hooks that take a while and leave something running: 60 random points', async () => {
  await surviveKillPoints(points / 5, seed, 'hooks');
}, 1_800_000);
