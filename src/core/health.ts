/** One set everywhere: a worker's own view of itself. */
export const workerHealths = [
  'starting',
  'healthy',
  'degraded',
  'unauthorized',
  'unreachable',
  'misconfigured',
  'draining',
  'stopped',
] as const;
export type WorkerHealth = (typeof workerHealths)[number];

/** The control plane's view adds `silent`: nothing heard for lease.silentAfter. */
export type WorkerHealthSeen = WorkerHealth | 'silent';

/** What the control plane shows for a worker, from what it last said and when. */
export function healthSeen(said: WorkerHealth, silentForMs: number, silentAfterMs: number): WorkerHealthSeen {
  if (said === 'stopped') return 'stopped';
  return silentForMs > silentAfterMs ? 'silent' : said;
}
