import { expect, test } from 'vitest';
import { ReviewSchedule } from '../../src/worker/review-schedule.ts';

const minuteMs = 60_000;

test('a kept workspace is looked at once, and again when its request has moved', () => {
  const schedule = new ReviewSchedule();
  expect(schedule.isDue('one', 'in_review', 0)).toBe(true);
  schedule.looked('one', 'in_review', 0);
  expect(schedule.isDue('one', 'in_review', 9 * minuteMs)).toBe(false);
  expect(schedule.isDue('one', 'done', 1)).toBe(true);
  expect(schedule.isDue('two', 'in_review', 1)).toBe(true);
});

test('a person who tidies up in a kept workspace waits ten minutes at most', () => {
  const schedule = new ReviewSchedule();
  schedule.looked('one', 'blocked', 0);
  expect(schedule.isDue('one', 'blocked', 10 * minuteMs)).toBe(true);
});

test('a workspace that is gone is forgotten', () => {
  const schedule = new ReviewSchedule();
  schedule.looked('one', 'blocked', 0);
  schedule.forget('one');
  expect(schedule.isDue('one', 'blocked', 1)).toBe(true);
});

test('a look that failed is repeated after a pause that doubles, until the request moves or a look is ended', () => {
  const schedule = new ReviewSchedule();
  const failsAt = (atMs: number): void => schedule.failed('one', 'done', atMs);
  failsAt(0);
  expect([9_999, 10_000].map((atMs) => schedule.isDue('one', 'done', atMs))).toEqual([false, true]);
  failsAt(10_000);
  expect([29_999, 30_000].map((atMs) => schedule.isDue('one', 'done', atMs))).toEqual([false, true]);
  expect(schedule.isDue('one', 'cancelled', 10_001)).toBe(true);
  for (let tries = 0; tries < 20; tries += 1) failsAt(0);
  expect(schedule.isDue('one', 'done', 10 * minuteMs)).toBe(true);
  schedule.looked('one', 'done', 0);
  failsAt(0);
  expect(schedule.isDue('one', 'done', 10_000)).toBe(true);
});
