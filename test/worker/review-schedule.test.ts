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
