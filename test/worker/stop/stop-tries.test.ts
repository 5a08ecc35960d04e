import { expect, it } from 'vitest';
import type { StopReceipt } from '../../../src/worker/stop/stop-receipt.ts';
import { StopTally } from '../../../src/worker/stop/stop-tally.ts';
import { StopTries } from '../../../src/worker/stop/stop-tries.ts';

const receipt: StopReceipt = {
  found: new StopTally().counts().found,
  terminated: 2,
  killed: 0,
  grace: 'used_up',
  tookMs: 500,
  containers: [],
  tier: 1,
  unseen: 'Nothing.',
  proof: null,
  residue: [{ kind: 'unknown', why: 'docker hangs' }],
  visitors: [],
};

it('the receipt of the last try tells of the first grace, the whole time, and how many tries it took', () => {
  const tries = new StopTries();
  expect(tries.tried(receipt, 10_500)).toMatchObject({ tries: 1, tookMs: 500, grace: 'used_up' });
  const last = { ...receipt, grace: 'not_needed', tookMs: 20, proof: 'proved', residue: [] } as const;
  expect(tries.tried({ ...last, residue: [] }, 12_000)).toMatchObject({
    tries: 2,
    tookMs: 2_000,
    grace: 'used_up',
    proof: 'proved',
  });
});
