import { z } from 'zod';
import { remarkSources } from '../core/github/remark.ts';
import { reasonNames } from '../core/reason.ts';
import { carriesSecret, secretAdvice } from '../core/remote-secret.ts';
import { type WaitReason, waitReasons } from '../core/repository-limits.ts';
import { requestStates } from '../core/request.ts';
import { activities, proofs } from '../core/session.ts';
import { threadStates, threadWishes } from '../core/thread.ts';
import { checksSchema } from './checks.ts';

export const requestStateSchema = z.enum(requestStates);
export const reasonSchema = z.enum(reasonNames);
/** ISO 8601, UTC. */
export const timeSchema = z.iso.datetime();

/** The longest prompt that is accepted, in bytes of UTF-8. */
export const maxPromptBytes = 4 * 1024 * 1024;

const noNul = (text: string) => !text.includes('\0');

const remote = z
  .string()
  .min(1)
  .max(4096)
  .refine(noNul, 'must not contain a NUL byte')
  .refine((url) => !carriesSecret(url), `must not have a password or token in its URL: ${secretAdvice}`);

/** What a person, a label or a script asks for. */
export const newRequestSchema = z.object({
  /** The repository's name: OWNER/NAME, or the path or URL of a plain git remote. */
  repository: remote,
  /** What git fetches from and publishes to. */
  remote,
  prompt: z
    .string()
    .min(1)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine(noNul, 'must not contain a NUL byte')
    .refine((text) => Buffer.byteLength(text) <= maxPromptBytes, `must not exceed ${maxPromptBytes} bytes`),
  title: z
    .string()
    .max(1000, 'must not be longer than 1000 characters')
    .refine(noNul, 'must not contain a NUL byte')
    .optional(),
  /** A configured or built-in agent's name, or the absolute path of a program. */
  agent: z.string().min(1).max(4096).refine(noNul, 'must not contain a NUL byte'),
  issueNumber: z.int().positive().optional(),
  issueUrl: z.url().optional(),
});
export type NewRequest = z.infer<typeof newRequestSchema>;

export const pullRequestStates = ['open', 'draft', 'merged', 'closed'] as const;

export const pullRequestSummarySchema = z.object({
  url: z.string(),
  number: z.int().positive(),
  state: z.enum(pullRequestStates),
  /** Null where nothing has reported on its head, or nothing reports to a forge. */
  checks: checksSchema.nullable().default(null),
});

export const salvageSummarySchema = z.object({
  ref: z.string(),
  commits: z.int().nonnegative(),
  files: z.int().nonnegative(),
});

const port = z.int().min(1).max(65_535);
/** The ports that a session was given, and those on which its processes listen. */
export const sessionPortsSchema = z.object({
  range: z.object({ from: port, to: port }).nullable(),
  listening: z.array(z.object({ port, pid: z.int() })),
});

/** What holds back a queued request, besides that no worker is free. */
export const waitingSchema = z.object({
  reason: z.enum(Object.keys(waitReasons) as [WaitReason, ...WaitReason[]]),
  sentence: z.string(),
  /** When it may be claimed at the earliest; null when that does not depend on time. */
  until: timeSchema.nullable(),
});

/** The session of the newest attempt, running or over. */
export const sessionViewSchema = z.object({
  id: z.string(),
  attempt: z.int().positive(),
  worker: z.string(),
  /** Containment: 1 own cgroup, 2 PID namespace, 3 marker and directory sweep. */
  tier: z.int().min(1).max(3).nullable(),
  /** What that tier means, and what it cannot see. */
  containment: z.string().nullable().default(null),
  workspace: z.string().nullable(),
  branch: z.string().nullable(),
  tmuxSocket: z.string().nullable(),
  startedAt: timeSchema.nullable(),
  activity: z.enum(activities).nullable(),
  activitySince: timeSchema.nullable(),
  /** Null before its worker has told them, and when it is over. */
  ports: sessionPortsSchema.nullable().default(null),
  proof: z.enum(proofs).nullable(),
  /** False when something of it may be left on its host. Null before its end. */
  clean: z.boolean().nullable().default(null),
});

export const feedbackStatuses = ['pending', 'delivering', 'delivered', 'ignored', 'unconfirmed'] as const;

export const feedbackSources = ['operator', 'pull_request', ...remarkSources] as const;
export type FeedbackSource = (typeof feedbackSources)[number];

export const feedbackViewSchema = z
  .object({
    id: z.string(),
    source: z.enum(feedbackSources),
    /** Who said it, by the forge's name, and where; null for what was said to Planeguard itself. */
    author: z.string().nullable().default(null),
    url: z.string().nullable().default(null),
    status: z.enum(feedbackStatuses),
    reason: z.string().nullable(),
    text: z.string(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Feedback' });

/** One attempt's end, as kept in the request's history. */
export const attemptViewSchema = z.object({
  attempt: z.int().positive(),
  worker: z.string(),
  grantedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  reason: reasonSchema.nullable(),
  summary: z.string().nullable(),
  proof: z.enum(proofs).nullable(),
  /** False when something of it may be left on its host. Null before its end. */
  clean: z.boolean().nullable().default(null),
});

/** Where people see the request's conversation, and whether it is as open as it should be. */
const threadViewSchema = z.object({
  channel: z.string(),
  wanted: z.enum(threadWishes),
  actual: z.enum(threadStates),
  /** Null where the channel has no pages. */
  url: z.string().nullable(),
});

export const requestViewSchema = z
  .object({
    id: z.string(),
    state: requestStateSchema,
    reason: reasonSchema.nullable(),
    summary: z.string(),
    next: z.string(),
    repository: z.string(),
    issueNumber: z.int().nullable(),
    issueUrl: z.string().nullable(),
    /** Who applied the label that started it, by the forge's name; null where no issue did. */
    labelledBy: z.string().nullable().default(null),
    title: z.string(),
    agent: z.string(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    /** Number of the newest attempt, 0 before the first. */
    attempt: z.int().nonnegative(),
    /** Not claimed before this time: a retry's backoff. */
    notBefore: timeSchema.nullable(),
    /** Null while only a worker is waited for, and where nothing is waited for. */
    waiting: waitingSchema.nullable().default(null),
    pullRequest: pullRequestSummarySchema.nullable(),
    salvage: z.array(salvageSummarySchema),
    session: sessionViewSchema.nullable(),
    feedback: z.array(feedbackViewSchema),
    threads: z.array(threadViewSchema),
    /** Receipts of the newest attempt by kind (exit, stop, workspace …), and the attempts so far. */
    evidence: z.object({
      attempts: z.array(attemptViewSchema),
      receipts: z.array(
        z.object({
          attempt: z.int(),
          kind: z.string(),
          at: timeSchema,
          data: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  })
  .meta({ id: 'Request' });
export type RequestView = z.infer<typeof requestViewSchema>;

/** A row of a list: the view without its prompt-sized and history parts. */
export const requestRowSchema = requestViewSchema
  .omit({ evidence: true, feedback: true })
  .meta({ id: 'RequestRow' });
export type RequestRow = z.infer<typeof requestRowSchema>;

export const requestListSchema = z.object({
  items: z.array(requestRowSchema),
  nextCursor: z.string().nullable(),
});

export const cancelSchema = z.object({ reason: z.enum(['by_operator']).default('by_operator') });
export const retrySchema = z.object({ fresh: z.boolean().default(false) });
export const newFeedbackSchema = z.object({
  text: z
    .string()
    .max(256 * 1024)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine(noNul, 'must not contain a NUL byte'),
  source: z.enum(['operator', 'pull_request']).default('operator'),
});
