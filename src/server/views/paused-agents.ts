import { z } from 'zod';
import { type PausedAgent, pausedAgentSchema } from '../../protocol/worker.ts';
import type { WorkerRecord } from '../../store/list-workers.ts';

const pausedListSchema = z.array(pausedAgentSchema);

/** Agents that a worker claims nothing for, as it last said. */
export const pausedAgents = ({ paused }: Pick<WorkerRecord, 'paused'>): PausedAgent[] =>
  pausedListSchema.safeParse(JSON.parse(paused ?? '[]')).data ?? [];
