import { it } from 'vitest';
import { tiersHere } from '../../support/tiers.ts';
import { tryRandomTrees } from '../../support/try-random-trees.ts';

// 200 of them: npm run test:fault.
it.each(tiersHere)('nobody survives a stop on tier %i, however the processes have mixed', async (tier) => {
  await tryRandomTrees(tier, 6);
});
