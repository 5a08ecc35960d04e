import { systemClock } from '../../src/edge/clock.ts';
import type { CellRecord } from '../../src/edge/containment/cell.ts';
import type { Containment } from '../../src/edge/containment/containment.ts';
import { cellRecord, probeContainment } from '../../src/edge/containment/probe.ts';
import { testEnvironment } from './git-repository.ts';

/** What this machine lets this user do. Ordinary users have tier 1 only where a cgroup is delegated to them. */
export const containmentHere: Containment = await probeContainment({
  installation: `test-${process.pid}`,
  clock: systemClock,
  env: testEnvironment(),
  wanted: 'auto',
});

/** Tier 3 works everywhere; tests of tier 1 run where it can be had. */
export const tiersHere: readonly (1 | 3)[] = containmentHere.tier === 1 ? [1, 3] : [3];

export const recordOfTier = (tier: 1 | 3, sessionId: string): CellRecord =>
  tier === 1 ? cellRecord(containmentHere, sessionId) : { tier: 3, path: null };
