import type { Generated } from 'kysely';

/** An issue of a forge that was looked at. */
export interface IssueTable {
  repository: string;
  number: number;
  /** The request that it has started; null when it has not. */
  request_id: string | null;
  /** The application of the trigger label that the request stands for, and who applied it. */
  trigger_id: string | null;
  trigger_actor: string | null;
  /** The application that was last refused. */
  refused_trigger_id: string | null;
  /** Its text as the agent gets it. */
  title: Generated<string>;
  body: Generated<string>;
  /** What followed from the last look that anything followed from, and why. */
  outcome: string | null;
  why: string | null;
  /** The status comment, and a digest of what it says. */
  comment_id: number | null;
  comment_hash: string | null;
  /** As of when it says so. */
  commented_at: number | null;
  /** Why none is written any more; until the label is applied again. */
  comment_trouble: string | null;
  /** The comment that says why the label was refused. */
  refusal_comment_id: number | null;
  looked_at: number;
}

/** Up to when everything that a forge lists was looked at. */
export interface ForgeCursorTable {
  repository: string;
  /** `comments/NUMBER`: of one issue or pull request. `untold`: since when something is known that no webhook told of. */
  kind: 'issues' | 'pull_requests' | `comments/${number}` | 'untold';
  since: number;
}

/** What a forge has sent; dropped of its payload once it was looked into. */
export interface WebhookDeliveryTable {
  ordinal: Generated<number>;
  /** The forge's own name for the delivery: a repeated one has the same. */
  id: string;
  event: string;
  action: string | null;
  repository: string | null;
  received_at: number;
  times: Generated<number>;
  /** What has to be looked at, as JSON; null once that was done. */
  subjects: string | null;
  processed_at: number | null;
  outcome: string | null;
  why: string | null;
}
