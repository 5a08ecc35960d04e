import { randomUUID } from 'node:crypto';
import { isoTime } from '../edge/clock.ts';
import type { Evidence } from '../protocol/worker.ts';
import type { WorkerContext } from './context.ts';

/** Evidence as of now, with an id of its own, so that sending it twice adds it once. */
export function evidence(
  context: WorkerContext,
  kind: Evidence['kind'],
  data: Record<string, unknown>,
): Evidence {
  const at = isoTime(context.clock.nowMs());
  return { eventId: randomUUID(), workerId: context.workerId, at, kind, data };
}
