/**
 * One after the other, until this worker is to leave. What fails holds up none of the others: the first failure is
 * thrown when all have had their turn.
 */
export async function eachInTurn<T>(
  items: readonly T[],
  leaving: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    if (leaving.aborted) break;
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
