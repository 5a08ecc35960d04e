import { expect, test } from 'vitest';
import { WebhookSecrets } from '../../../../src/edge/forge/github/webhook-secrets.ts';
import { signatureOf } from '../../../../src/edge/forge/github/webhook-signature.ts';
import { ProblemError } from '../../../../src/protocol/problem.ts';
import { TestClock } from '../../../support/test-clock.ts';

const body = new TextEncoder().encode('{}');

function place(first: string[]) {
  const clock = new TestClock();
  let kept: string[] | null = first;
  let reads = 0;
  const secrets = new WebhookSecrets(() => {
    reads += 1;
    return kept === null
      ? Promise.reject(new ProblemError('misconfigured', 'There is none.'))
      : Promise.resolve(kept);
  }, clock);
  return {
    clock,
    reads: () => reads,
    keep: (now: string[] | null) => {
      kept = now;
    },
    check: (secret: string) => secrets.check(body, signatureOf(secret, body)),
  };
}

test('many deliveries cost one look at the secret, forged ones too', async () => {
  const { check, reads } = place(['old']);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, each) => check(each % 2 === 1 ? 'old' : 'forged')),
  );
  expect(new Set(answers)).toEqual(new Set(['refused', 'signed', 'refused_again']));
  expect(reads()).toBe(1);
});

test('a new secret is found by the first delivery that it has signed, once some seconds have passed', async () => {
  const { clock, check, keep, reads } = place(['old']);
  expect(await check('old')).toBe('signed');
  keep(['new', 'old']);
  expect(await check('new')).toBe('refused_again');
  clock.jump(5_000);
  expect(await check('new')).toBe('signed');
  expect(await check('old')).toBe('signed');
  expect(reads()).toBe(2);
});

test('a secret that was withdrawn is not accepted for more than a minute', async () => {
  const { clock, check, keep } = place(['old']);
  expect(await check('old')).toBe('signed');
  keep(['new']);
  clock.jump(60_000);
  expect(await check('old')).toBe('refused');
  expect(await check('new')).toBe('signed');
});

test('a secret that cannot be read is tried again some seconds later', async () => {
  const { clock, check, keep, reads } = place(['old']);
  keep(null);
  await expect(check('old')).rejects.toThrow('There is none.');
  await expect(check('old')).rejects.toThrow('There is none.');
  expect(reads()).toBe(1);
  keep(['old']);
  clock.jump(5_000);
  expect(await check('old')).toBe('signed');
});

test('what fits no secret is told once for each look', async () => {
  const { clock, check } = place(['old']);
  await check('old');
  clock.jump(5_000);
  expect(await check('forged')).toBe('refused');
  expect(await check('forged')).toBe('refused_again');
});
