import { eitherSignal } from '../either-signal.ts';

const lastByKey = new Map<string, Promise<unknown>>();
const givingWay = new Map<string, AbortController>();

/**
 * Runs tasks of one key one after the other, in the order they came; a failing one does not hold up the next. One that
 * gives way is asked to end first.
 */
export function oneAtATime<T>(key: string, task: () => Promise<T>): Promise<T> {
  givingWay.get(key)?.abort();
  return inTurn(key, task);
}

/** The same for a task that can wait: its signal aborts as soon as another one of its key comes, or the caller's does. */
export function whileNobodyElse<T>(
  key: string,
  task: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  givingWay.get(key)?.abort();
  const way = new AbortController();
  givingWay.set(key, way);
  const either = eitherSignal([way.signal, signal]);
  const mine = inTurn(key, () => task(either.signal));
  const forget = () => {
    either.release();
    if (givingWay.get(key) === way) givingWay.delete(key);
  };
  mine.then(forget, forget);
  return mine;
}

function inTurn<T>(key: string, task: () => Promise<T>): Promise<T> {
  const before = lastByKey.get(key) ?? Promise.resolve();
  const mine = before.then(task, task);
  lastByKey.set(key, mine);
  const forget = () => {
    if (lastByKey.get(key) === mine) lastByKey.delete(key);
  };
  mine.then(forget, forget);
  return mine;
}
