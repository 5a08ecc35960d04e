import { randomUUID } from 'node:crypto';
import { isoTime } from '../edge/clock.ts';
import type { Evidence } from '../protocol/worker.ts';
import type { WorkerContext } from './context.ts';

/** Evidence as of now. @param eventId the same where it may be written down again: sent twice, it is added once. */
export function evidence(
  context: WorkerContext,
  kind: Evidence['kind'],
  data: Record<string, unknown>,
  eventId: string = randomUUID(),
): Evidence {
  const at = isoTime(context.clock.nowMs());
  return { eventId, workerId: context.workerId, at, kind, data };
}
