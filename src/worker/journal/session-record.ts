import { z } from 'zod';
import { type KeepReason, keepReasons } from '../../core/cleanup.ts';
import { proofs, sessionStates } from '../../core/session.ts';
import type { SessionMemory } from '../../core/session-facts.ts';
import { pullRequestStates, reasonSchema, requestStateSchema, timeSchema } from '../../protocol/request.ts';
import { grantSchema } from '../../protocol/worker.ts';
import { hooksRecordSchema } from './hook-record.ts';

const causeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), status: z.int().nullable() }),
  z.object({ kind: z.literal('settled') }),
  z.object({ kind: z.literal('lost') }),
  z.object({ kind: z.literal('turn_failed'), message: z.string() }),
  z.object({ kind: z.literal('unauthorized'), message: z.string() }),
  z.object({ kind: z.literal('stalled'), quietForMs: z.number(), question: z.string().nullable() }),
  z.object({ kind: z.literal('time_limit'), limitMs: z.number() }),
  z.object({ kind: z.literal('cancelled'), reason: reasonSchema }),
  z.object({ kind: z.literal('lease_lost'), why: z.enum(['expired', 'fenced', 'gone']) }),
  z.object({
    kind: z.literal('not_started'),
    reason: z.enum(['launch_failed', 'host_refused', 'agent_unauthorized']),
    message: z.string(),
  }),
]);

/** The change request that carries the session's work. */
const boundPullRequestSchema = z.object({
  number: z.int(),
  url: z.string(),
  state: z.enum(pullRequestStates),
  head: z.string(),
  headSha: z.string(),
});

/**
 * One row of the journal. Its state is the intent: it is written before the effect it names happens, and every
 * effect has a name that follows from the session's id, so recovery looks for the effect instead of trusting this.
 */
export const sessionRecordSchema = z.object({
  id: z.string(),
  /** Under which name it was started; null in records of older versions. */
  installation: z.string().nullable().default(null),
  grant: grantSchema,
  /** Which database granted it: only that one can take it back. */
  database: z.object({ id: z.string(), generation: z.int() }),
  state: z.enum(sessionStates),
  confirmed: z.boolean(),
  lostLease: z.enum(['fenced', 'gone']).nullable(),
  cancelled: reasonSchema.nullable(),
  cause: causeSchema.nullable(),
  /** Boot that the boot-clock times below belong to. */
  bootId: z.string(),
  launchedAtMs: z.number().nullable(),
  remindedAtMs: z.number().nullable(),
  verifyingSinceMs: z.number().nullable(),
  /** Where the work happens; null until it is prepared. */
  place: z
    .object({ workspace: z.string(), branch: z.string(), base: z.string(), baseSha: z.string() })
    .nullable(),
  /** Null until it is prepared, and where there are none. */
  hooks: hooksRecordSchema.nullable().default(null),
  /** What ran was ended, for afterRun to begin. */
  agentStopped: z.boolean().default(false),
  socket: z.string(),
  /** Its own ports, both ends included; null when none were free, or none are granted yet. */
  ports: z.object({ from: z.int(), to: z.int() }).nullable().default(null),
  containment: z
    .object({ tier: z.union([z.literal(1), z.literal(3)]), path: z.string().nullable() })
    .nullable(),
  timings: z.record(z.string(), z.number()),
  pullRequest: boundPullRequestSchema.nullable(),
  /** This attempt has published to it; the first versions did not say. */
  published: z.boolean().default(false),
  noChange: z.string().nullable(),
  /** Why its last `pr create` was not carried out. */
  refusal: z.string().nullable().default(null),
  /** What was found wrong before the launch, and did not prevent it. */
  warning: z.string().nullable().default(null),
  /** Asked and not answered yet; boot clock. */
  question: z.object({ text: z.string(), askedAtMs: z.number() }).nullable(),
  conversation: z.string().nullable(),
  /** How the stop ended; without a proof, residue is left. Null until it is over. */
  stop: z.object({ proof: z.enum(proofs).nullable(), clean: z.boolean() }).nullable(),
  judgement: z
    .object({ outcome: z.union([z.literal('in_review'), reasonSchema]), summary: z.string() })
    .nullable(),
  /** What the control plane made of the end; `refused`: it says that the attempt is over already. Null until reported. */
  reportedAs: z.union([requestStateSchema, z.literal('refused')]).nullable(),
  kept: z
    .object({
      path: z.string(),
      why: z.enum(Object.keys(keepReasons) as [KeepReason, ...KeepReason[]]),
      since: timeSchema,
    })
    .nullable(),
});
export type SessionRecord = z.infer<typeof sessionRecordSchema>;

/** What the deciders need to know of a record. */
export function memoryOf(record: SessionRecord): SessionMemory {
  return {
    state: record.state,
    prepared: record.place !== null,
    confirmed: record.confirmed,
    lostLease: record.lostLease,
    cancelled: record.cancelled,
    cause: record.cause,
    published: record.published,
    noChange: record.noChange,
    question: record.question?.text ?? null,
    launchedAtMs: record.launchedAtMs,
    remindedAtMs: record.remindedAtMs,
    verifyingSinceMs: record.verifyingSinceMs,
    hooks: record.hooks ?? {},
    hookTimeoutMs: record.hooks?.timeoutMs ?? 0,
    agentStopped: record.agentStopped,
    stopped: record.stop !== null,
    judged: record.judgement !== null,
    reported: record.reportedAs !== null,
  };
}
