import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import { cellRecord, type ProbeOptions, probeContainment } from '../../../src/edge/containment/probe.ts';
import { testEnvironment } from '../../support/git-repository.ts';

const options: ProbeOptions = {
  installation: `probe-${process.pid}`,
  clock: systemClock,
  env: testEnvironment(),
  wanted: 'auto',
};

it('leaves nothing behind, says what it found, and names a record for each session', async () => {
  const containment = await probeContainment(options);
  const record = cellRecord(containment, 'r1-1');
  expect(record.tier).toBe(containment.tier);
  expect(containment.sentence).toMatch(/\.$/);
  if (record.path !== null) expect(existsSync(dirname(record.path))).toBe(false);
});

it('says tier 3, and what a sweep cannot see, where a process cannot join', async () => {
  const containment = await probeContainment({ ...options, env: { PATH: '/nowhere' } });
  expect(containment).toMatchObject({ tier: 3, home: null });
  expect(containment.sentence).toContain('Not seen: what detached');
});

it('says tier 3 where a sweep is wanted, whatever the host could do', async () => {
  expect(await probeContainment({ ...options, wanted: 'sweep' })).toMatchObject({ tier: 3, home: null });
});
