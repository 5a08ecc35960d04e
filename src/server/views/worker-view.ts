import { z } from 'zod';
import { healthSeen } from '../../core/health.ts';
import { isoTime } from '../../edge/clock.ts';
import type { workerViewSchema } from '../../protocol/worker.ts';
import type { WorkerRecord } from '../../store/list-workers.ts';
import type { Parts } from '../parts.ts';
import { pausedAgents } from './paused-agents.ts';

const labelsSchema = z.array(z.string());

type WorkerView = z.infer<typeof workerViewSchema>;

/** A worker as it said it is, or as silent since it was last heard. */
export function workerView({ clock, presence, settings }: Parts, worker: WorkerRecord): WorkerView {
  const silentMs = presence.silentForMs(worker.id, clock.bootMs());
  const health = healthSeen(worker.health, silentMs, settings.lease.silentAfterMs);
  const isSilent = health === 'silent';
  return {
    id: worker.id,
    name: worker.name,
    health,
    reason: isSilent ? 'Nothing was heard of it.' : worker.reason,
    since: isoTime(isSilent ? worker.last_seen_at : worker.since),
    lastSeenAt: isoTime(worker.last_seen_at),
    capacity: worker.capacity,
    labels: labelsSchema.parse(JSON.parse(worker.labels)),
    sessions: worker.sessions,
    paused: pausedAgents(worker),
    containment: worker.tier === null ? null : { tier: worker.tier, sentence: worker.tier_sentence ?? '' },
  };
}
