import { expect, it } from 'vitest';
import { nextStep } from '../../src/core/reason.ts';
import { requestStates } from '../../src/core/request.ts';
import { nextFor, nextInState, queuedText } from '../../src/core/request-text.ts';

it.each(requestStates)('no lies: says what comes next in %s', (state) => {
  const text = nextInState(state, 'r1234abcd');
  expect(text).toMatch(/^[A-Z].*planeguard \w+.*\.$/);
});

it('says the next step of the reason when there is one', () => {
  expect(nextFor('blocked', 'stalled', 'r1')).toBe(nextStep('stalled', 'r1'));
  expect(nextFor('queued', null, 'r1')).toBe(nextInState('queued', 'r1'));
});

it('tells which attempt failed, why, and that another one follows', () => {
  expect(queuedText.failed(2, 'session_lost', 'It vanished.')).toBe(
    'Attempt 2 failed (session_lost): It vanished. Another attempt follows.',
  );
});
