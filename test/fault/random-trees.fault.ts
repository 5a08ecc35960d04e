import { it } from 'vitest';
import { tiersHere } from '../support/tiers.ts';
import { tryRandomTrees } from '../support/try-random-trees.ts';

it.each(tiersHere)(
  'nobody of 200 random trees survives a stop on tier %i',
  (tier) => tryRandomTrees(tier, 200),
  600_000,
);
