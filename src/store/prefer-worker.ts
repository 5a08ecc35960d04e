/** How long a request waits for the worker that keeps its workspace. Short: another one clones in seconds. */
export const preferenceMs = 5_000;

/** The columns of a request that goes back to the queue, for the worker of its last attempt. */
export const preferredFor = (workerId: string | null, fromMs: number) => ({
  preferred_worker: workerId,
  preferred_until: workerId === null ? null : fromMs + preferenceMs,
});
