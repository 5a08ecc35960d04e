import { personEnvironment } from '../../src/config/environment.ts';
import type { ContainmentChoice } from '../../src/core/tier.ts';
import { systemClock } from '../../src/edge/clock.ts';
import type { Containment } from '../../src/edge/containment/containment.ts';
import { probeContainment } from '../../src/edge/containment/probe.ts';

/** What this host gives a bench that wants this containment, as a worker finds it out. */
export const probeHost = (wanted: ContainmentChoice): Promise<Containment> =>
  probeContainment({
    installation: `bench-${process.pid}`,
    clock: systemClock,
    env: personEnvironment(),
    wanted,
  });
