import { z } from 'zod';
import { workerHealths } from '../core/health.ts';
import { activities, proofs } from '../core/session.ts';
import { quarantineItemSchema, quarantineWishSchema } from './quarantine.ts';
import {
  pullRequestStates,
  reasonSchema,
  requestStateSchema,
  sessionPortsSchema,
  timeSchema,
} from './request.ts';

const databaseId = z.string();

/** How a worker holds the processes of its sessions together, with what that cannot see. */
const containmentSchema = z.object({ tier: z.int().min(1).max(3), sentence: z.string() });

/** A worker says who it is before anything else; repeating it is harmless. */
export const registerWorkerSchema = z.object({
  workerId: z.string().regex(/^w[0-9a-z]{8,40}$/),
  /** Made anew by each process: two live instances of one worker id are refused. */
  instance: z.string().min(8).max(64),
  name: z.string().min(1).max(200),
  capacity: z.int().nonnegative(),
  labels: z.array(z.string()).default([]),
  version: z.string(),
  /** The worker holds its host's kernel lock: an earlier instance of it cannot be alive. */
  takeover: z.boolean().default(false),
  /** Null from older workers. */
  containment: containmentSchema.nullable().default(null),
});
export const registeredSchema = z.object({
  heartbeatMs: z.int(),
  stopAfterMs: z.int(),
  database: z.object({ id: databaseId, generation: z.int() }),
});

/** Asked with an enrolment token. Repeated with the same hash, it gives the same answer: one may be lost. */
export const enrollWorkerSchema = z.object({
  workerId: registerWorkerSchema.shape.workerId,
  /** SHA-256, in hex, of the token that the worker has made for itself: who only overhears a call gets none. */
  tokenHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'),
});
export const enrolledSchema = z.object({ workerId: z.string(), tokenId: z.string() });

export const claimSchema = z.object({
  workerId: z.string(),
  instance: z.string(),
  /** Made by the worker; repeating a claim with the same id returns the same attempt. */
  claimId: z.string().min(8).max(64),
  /** Claim only this request. */
  only: z.string().optional(),
  /** Names of agents that this worker can run; none given means any. */
  agents: z.array(z.string()).optional(),
  /** Agents that this worker has paused: only what a person has just asked for is granted for them. */
  without: z.array(z.string()).max(1000).default([]),
  waitMs: z.int().min(0).max(60_000).default(0),
});

export const grantSchema = z.object({
  attemptId: z.string(),
  /** The attempt's number and fence: it only grows per request. */
  fence: z.int().positive(),
  stopAfterMs: z.int().positive(),
  request: z.object({
    id: z.string(),
    repository: z.string(),
    remote: z.string(),
    title: z.string(),
    prompt: z.string(),
    agent: z.string(),
    issueNumber: z.int().nullable(),
    issueUrl: z.string().nullable(),
    createdAt: timeSchema,
    /** Where its pull request is. */
    forge: z.enum(['local', 'github']).default('local'),
  }),
  /** The attempt before this one, if its workspace or conversation can be continued; null to start over. */
  previous: z
    .object({
      attemptId: z.string(),
      workerId: z.string(),
      workspace: z.string().nullable(),
      branch: z.string().nullable(),
      conversation: z.string().nullable(),
    })
    .nullable(),
  pullRequest: z
    .object({
      number: z.int(),
      state: z.enum(pullRequestStates),
      head: z.string(),
      /** What the head was when it was last seen. */
      headSha: z.string(),
      /** What an attempt has last published to it: only that may be replaced. Null when nothing was. */
      publishedSha: z.string().nullable().default(null),
    })
    .nullable(),
  feedback: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      /** Null for what did not come from a forge. */
      author: z.string().nullable().default(null),
      text: z.string(),
    }),
  ),
});
export type Grant = z.infer<typeof grantSchema>;

/** What the forge shows at this moment of an attempt's pull request. `unknown`: it cannot be asked. */
export const forgeAnswerSchema = z.object({
  state: z.enum(['none', 'open', 'merged', 'closed', 'unknown']),
  message: z.string().nullable(),
});

export const wishSchema = z.object({
  requestId: z.string(),
  fence: z.int(),
  kind: z.enum(['cancel']),
  reason: reasonSchema,
});
export type Wish = z.infer<typeof wishSchema>;

/** The disk of a worker's state directory. */
export const diskViewSchema = z.object({
  path: z.string(),
  freeBytes: z.number().nonnegative(),
  /** No request is claimed below it. */
  floorBytes: z.number().nonnegative(),
  /** Null where files have no fixed number. */
  freeInodes: z.number().nonnegative().nullable(),
  ok: z.boolean(),
});
export type DiskView = z.infer<typeof diskViewSchema>;

/** An agent that a worker claims nothing for, because its login or its model's API failed. */
export const pausedAgentSchema = z.object({
  agent: z.string(),
  kind: z.enum(['unauthorized', 'provider']),
  message: z.string(),
  /** In a row. */
  failures: z.int().positive(),
  since: timeSchema,
  /** When one request is tried; null while one is. */
  nextTryAt: timeSchema.nullable(),
});
export type PausedAgent = z.infer<typeof pausedAgentSchema>;

export const heartbeatSchema = z.object({
  workerId: z.string(),
  instance: z.string(),
  health: z.enum(workerHealths),
  reason: z.string().nullable(),
  capacity: z.int().nonnegative(),
  /** Every attempt that the worker holds. */
  attempts: z.array(
    z.object({
      attemptId: z.string(),
      activity: z.enum(activities).nullable(),
      activitySince: timeSchema.nullable(),
      ports: sessionPortsSchema.nullable().default(null),
    }),
  ),
  /** Attempts that are over and whose workspace the worker still keeps. */
  kept: z.array(z.object({ attemptId: z.string(), path: z.string(), why: z.string(), since: timeSchema })),
  /** Doubtful residue on its host. */
  quarantine: z.array(quarantineItemSchema).default([]),
  /** Null from older workers, and before the first look. */
  disk: diskViewSchema.nullable().default(null),
  paused: z.array(pausedAgentSchema).default([]),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const heartbeatAnswerSchema = z.object({
  attempts: z.array(
    z.object({
      attemptId: z.string(),
      /** renewed: goes on. fenced: a newer attempt holds the request. gone: the attempt is over or unknown. */
      lease: z.enum(['renewed', 'fenced', 'gone']),
      stopAfterMs: z.int().positive(),
    }),
  ),
  kept: z.array(
    z.object({
      attemptId: z.string(),
      /** Null when the control plane does not know the request: keep what there is. */
      requestState: requestStateSchema.nullable(),
      pullRequest: z.enum(pullRequestStates).nullable(),
    }),
  ),
  wishes: z.array(wishSchema),
  /** What people have decided about items in quarantine. */
  quarantine: z.array(quarantineWishSchema).default([]),
});
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;

export const wishListSchema = z.object({
  items: z.array(wishSchema),
  /** Goes into `after` of the next question, which then waits for newer wishes. */
  cursor: z.int().nonnegative(),
});

const launched = z.object({
  type: z.literal('launched'),
  session: z.object({
    tier: z.int().min(1).max(3),
    workspace: z.string(),
    branch: z.string(),
    tmuxSocket: z.string(),
    startedAt: timeSchema,
  }),
  /** Milliseconds of each step of the launch. */
  timings: z.record(z.string(), z.number()),
});
const pullRequestBound = z.object({
  type: z.literal('pull_request'),
  title: z.string(),
  body: z.string(),
  draft: z.boolean(),
  head: z.string(),
  headSha: z.string(),
  base: z.string(),
});
/** The forge says that the pull request of a resting request was merged or closed. */
const pullRequestMoved = z.object({
  type: z.literal('pull_request_moved'),
  state: z.enum(['merged', 'closed', 'open']),
  sha: z.string().nullable(),
});
const ended = z.object({
  type: z.literal('ended'),
  /** `in_review` when an open pull request is bound; otherwise the reason of the end. */
  outcome: z.union([z.literal('in_review'), reasonSchema]),
  summary: z.string(),
  /** Null when residue is left that could not be ended: not clean. */
  proof: z.enum(proofs).nullable(),
  /** False when quarantined residue is left. */
  clean: z.boolean(),
  conversation: z.string().nullable(),
});

/** Changes of state, carried out under the attempt's fence. */
export const attemptEventSchema = z.object({
  eventId: z.string().min(8).max(64),
  fence: z.int().positive(),
  workerId: z.string(),
  at: timeSchema,
  body: z.discriminatedUnion('type', [launched, pullRequestBound, pullRequestMoved, ended]),
});
export type AttemptEvent = z.infer<typeof attemptEventSchema>;

export const attemptEventAnswerSchema = z.object({
  state: requestStateSchema,
  pullRequest: z.object({ number: z.int(), url: z.string(), state: z.enum(pullRequestStates) }).nullable(),
});

/** Evidence is append-only, needs no lease and changes no state. */
export const evidenceSchema = z.object({
  eventId: z.string().min(8).max(64),
  workerId: z.string(),
  at: timeSchema,
  kind: z.enum([
    'preparing',
    'copied',
    'hook',
    'exit',
    'turn',
    'reminder',
    'ending',
    'stop',
    'workspace',
    'salvage',
    'salvage_failed',
    'salvage_expired',
    'salvage_dropped',
    'command',
    'rejected',
    'question',
    'progress',
    'verifying',
    'adopted',
    'failure',
    'warning',
  ]),
  data: z.record(z.string(), z.unknown()),
});
export type Evidence = z.infer<typeof evidenceSchema>;
export const acceptedSchema = z.object({ accepted: z.boolean() });

export const workerViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  health: z.enum([...workerHealths, 'silent']),
  reason: z.string().nullable(),
  since: timeSchema,
  lastSeenAt: timeSchema,
  capacity: z.int(),
  labels: z.array(z.string()).default([]),
  sessions: z.int(),
  /** Null when it has not said. */
  containment: containmentSchema.nullable().default(null),
  /** Agents that it claims nothing for. */
  paused: z.array(pausedAgentSchema).default([]),
});
export const workerListSchema = z.object({
  items: z.array(workerViewSchema),
  nextCursor: z.string().nullable(),
});
