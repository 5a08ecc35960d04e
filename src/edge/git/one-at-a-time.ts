const lastByKey = new Map<string, Promise<unknown>>();

/** Runs tasks of one key one after the other, in the order they came; a failing one does not hold up the next. */
export function oneAtATime<T>(key: string, task: () => Promise<T>): Promise<T> {
  const before = lastByKey.get(key) ?? Promise.resolve();
  const mine = before.then(task, task);
  lastByKey.set(key, mine);
  const forget = () => {
    if (lastByKey.get(key) === mine) lastByKey.delete(key);
  };
  mine.then(forget, forget);
  return mine;
}
