import type { Generated } from 'kysely';
import type { WorkerHealth } from '../core/health.ts';
import type { Reason } from '../core/reason.ts';
import type { RequestState } from '../core/request.ts';
import type { Activity, Proof } from '../core/session.ts';
import type { ThreadState, ThreadWish } from '../core/thread.ts';
import type { QuarantineWish } from '../protocol/quarantine.ts';
import type { FeedbackSource } from '../protocol/request.ts';
import type { Token } from '../protocol/token.ts';
import type { ForgeCursorTable, IssueTable, WebhookDeliveryTable } from './forge-tables.ts';

/** Every column. Times are milliseconds since 1970, truth values 0 or 1, documents JSON text. */
export interface Tables {
  installation: InstallationTable;
  requests: RequestTable;
  attempts: AttemptTable;
  workers: WorkerTable;
  tokens: TokenTable;
  events: EventTable;
  evidence: EvidenceTable;
  attempt_events: AttemptEventTable;
  idempotency_keys: IdempotencyKeyTable;
  pull_requests: PullRequestTable;
  comments: CommentTable;
  feedback: FeedbackTable;
  kept_workspaces: KeptWorkspaceTable;
  quarantine: QuarantineTable;
  issues: IssueTable;
  forge_cursors: ForgeCursorTable;
  webhook_deliveries: WebhookDeliveryTable;
  threads: ThreadTable;
  thread_messages: ThreadMessageTable;
}

export interface InstallationTable {
  database_id: string;
  /** Raised by a restore: answers of an older generation are not believed. */
  generation: number;
  created_at: number;
  /** Requests up to this one wait for attempts that a restored database does not know; null: none waits. */
  held_ordinal: number | null;
}

export interface RequestTable {
  /** Order of arrival; lists and claims go by it. */
  ordinal: Generated<number>;
  id: string;
  state: RequestState;
  reason: Reason | null;
  summary: string;
  next: string;
  repository: string;
  remote: string;
  prompt: string;
  title: string;
  agent: string;
  issue_number: number | null;
  issue_url: string | null;
  created_at: number;
  updated_at: number;
  /** Number of the newest attempt, which is the fence: it only grows. */
  attempt: number;
  not_before: number | null;
  /** Failures of attempts up to this number no longer count. */
  budget_from: number;
  /** Workspaces of attempts up to this number are not continued. */
  history_from: number;
  /** Attempts of a restored request begin above it: it may have had some that this database does not know. */
  fence_floor: Generated<number>;
  /** A cancel that waits for the attempt to be over. */
  cancel_reason: Reason | null;
  /** Sequence number of the event that wished it. */
  cancel_seq: number | null;
  preferred_worker: string | null;
  /** Until then only the preferred worker may claim it. */
  preferred_until: number | null;
}

export interface AttemptTable {
  id: string;
  request_id: string;
  number: number;
  worker_id: string;
  claim_id: string;
  granted_at: number;
  /** First renewal: before it, nothing may launch. */
  confirmed_at: number | null;
  launched_at: number | null;
  ended_at: number | null;
  /** Why it ended; null when it ended in review, or was never confirmed. */
  reason: Reason | null;
  summary: string | null;
  proof: Proof | null;
  clean: number | null;
  tier: number | null;
  workspace: string | null;
  branch: string | null;
  tmux_socket: string | null;
  started_at: number | null;
  activity: Activity | null;
  activity_since: number | null;
  /** Its ports, as its worker last told them. */
  ports: string | null;
  conversation: string | null;
}

export interface WorkerTable {
  id: string;
  instance: string;
  name: string;
  version: string;
  labels: string;
  capacity: number;
  health: WorkerHealth;
  reason: string | null;
  since: number;
  last_seen_at: number;
  registered_at: number;
  /** Null when it has not said; then so is the sentence. */
  tier: number | null;
  tier_sentence: string | null;
  /** JSON of what its last heartbeat said; null when it has not said. */
  disk: string | null;
  /** JSON of the agents that it claims nothing for, as it last said; null when it has not said. */
  paused: string | null;
  /** Which token speaks for it. */
  token_id: string | null;
}

export type TokenKind = Token['kind'];

export interface TokenTable {
  id: string;
  kind: TokenKind;
  /** SHA-256 of the token, in hex. */
  hash: string;
  created_at: number;
  revoked_at: number | null;
  /** Only of enrolment tokens. */
  expires_at: number | null;
  /** The worker that it was made for; of an enrolment token, the one that used it. */
  worker_id: string | null;
}

export interface EventTable {
  seq: Generated<number>;
  at: number;
  request_id: string | null;
  attempt: number | null;
  kind: string;
  data: string;
}

export interface EvidenceTable {
  /** Order of arrival. */
  ordinal: Generated<number>;
  event_id: string;
  attempt_id: string;
  at: number;
  kind: string;
  data: string;
}

/** State events that were carried out, with their answers: a repeated one changes nothing. */
export interface AttemptEventTable {
  event_id: string;
  attempt_id: string;
  type: string;
  answer: string;
}

export interface IdempotencyKeyTable {
  key: string;
  fingerprint: string;
  request_id: string;
  created_at: number;
}

export interface PullRequestTable {
  repository: string;
  number: number;
  request_id: string;
  remote: string;
  url: string;
  title: string;
  body: string;
  state: 'open' | 'draft' | 'merged' | 'closed';
  head: string;
  head_sha: string;
  base: string;
  merged_sha: string | null;
  created_at: number;
  updated_at: number;
  forge: Generated<'local' | 'github'>;
  /** JSON of what became of the checks of its head; null where none is known. */
  checks: Generated<string | null>;
}

export interface CommentTable {
  id: string;
  repository: string;
  number: number;
  text: string;
  created_at: number;
}

export interface FeedbackTable {
  ordinal: Generated<number>;
  id: string;
  request_id: string;
  source: FeedbackSource;
  text: string;
  status: 'pending' | 'delivering' | 'delivered' | 'ignored' | 'unconfirmed';
  reason: string | null;
  /** The attempt it went out with. */
  attempt_id: string | null;
  created_at: number;
  /** Of a forge: what was written, in which revision, by whom, and where it is. */
  object: Generated<string | null>;
  revision: Generated<string | null>;
  author: Generated<string | null>;
  url: Generated<string | null>;
}

export interface KeptWorkspaceTable {
  attempt_id: string;
  worker_id: string;
  path: string;
  why: string;
  since: number;
}

export interface QuarantineTable {
  worker_id: string;
  /** The session that it seems to be of. */
  id: string;
  why: string;
  since: number;
  residue: string;
  tries: number;
  /** What a person has decided; null once the worker has been told. */
  decision: QuarantineWish['decision'] | null;
}

/** A request's conversation on one channel. */
export interface ThreadTable {
  request_id: string;
  channel: string;
  wanted: ThreadWish;
  actual: ThreadState;
  url: string | null;
}

/** What was said in a request's conversation, for all its channels. */
export interface ThreadMessageTable {
  ordinal: Generated<number>;
  request_id: string;
  at: number;
  author: string;
  text: string;
}
