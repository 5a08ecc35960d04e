import { test } from 'vitest';
import { tryHistories } from '../support/github/try-histories.ts';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const count = Number(process.env.COUNT ?? 300);
const perGitHub = 20;
const rounds = Array.from({ length: Math.ceil(count / perGitHub) }, (_, round) => seed + round);

test.each(rounds)(
  'deliveries of 20 histories may be lost, repeated and confused, SEED=%i',
  (from) => tryHistories(Math.min(perGitHub, count), from),
  300_000,
);
