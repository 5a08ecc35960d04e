import type { Reason } from '../reason.ts';
import { heldStates, type RequestState } from '../request.ts';

/** An issue as the forge shows it at this moment. `gone`: deleted, or moved to another repository. */
export type SeenIssue =
  | { kind: 'gone' }
  | {
      kind: 'there';
      state: 'open' | 'closed';
      /** Null while it is open. */
      closedAs: 'completed' | 'not_planned' | 'duplicate' | null;
      /** The newest application of the trigger label that still holds; null when there is none. */
      triggerId: string | null;
      title: string;
      body: string;
    };

/** The request that an issue has started. */
export interface IssueRequest {
  id: string;
  state: RequestState;
  /** The application of the label that it stands for. */
  triggerId: string;
  title: string;
  body: string;
}

export interface IntakeFacts {
  issue: SeenIssue;
  /** Null when the issue has started none yet. */
  request: IssueRequest | null;
  /** The application of the label that was last refused; null when none was. */
  refusedTriggerId: string | null;
  /** Whether who applied the label may start work at this moment; true where nothing depends on it. */
  triggerIsTrusted: boolean;
  /** Whether everybody who can edit the issue's text may also start work. */
  textIsTrusted: boolean;
}

export type IntakeAction =
  | { kind: 'nothing' }
  /** Once it is known that who applied the label may start work. */
  | { kind: 'queue' | 'retry'; triggerId: string }
  | { kind: 'take_text'; title: string; body: string }
  | { kind: 'end'; reason: Extract<Reason, 'issue_completed' | 'issue_closed' | 'trigger_removed'> };

const nothing: IntakeAction = { kind: 'nothing' };

/** What follows from how an issue is now. The order in which its changes were heard of does not matter. */
export function decideIntake(facts: IntakeFacts): IntakeAction {
  const { issue, request } = facts;
  if (request !== null && isUnfinished(request.state)) return decideUnfinished(facts, request);
  if (issue.kind === 'gone' || issue.state === 'closed' || issue.triggerId === null) return nothing;
  if (request !== null) return triggeredAgain(issue.triggerId, request, facts);
  return issue.triggerId === facts.refusedTriggerId ? nothing : { kind: 'queue', triggerId: issue.triggerId };
}

function decideUnfinished(facts: IntakeFacts, request: IssueRequest): IntakeAction {
  const { issue, triggerIsTrusted, textIsTrusted } = facts;
  if (issue.kind === 'gone') return { kind: 'end', reason: 'issue_closed' };
  if (issue.state === 'closed') {
    return { kind: 'end', reason: issue.closedAs === 'completed' ? 'issue_completed' : 'issue_closed' };
  }
  if (issue.triggerId === null) return { kind: 'end', reason: 'trigger_removed' };
  if (request.state === 'queued' && !triggerIsTrusted) return { kind: 'end', reason: 'trigger_removed' };
  const isOtherLabel = issue.triggerId !== request.triggerId;
  if (request.state === 'blocked' || (request.state === 'queued' && isOtherLabel))
    return triggeredAgain(issue.triggerId, request, facts);
  // It was taken off and applied again between two looks: a look in between would have ended it.
  if (request.state === 'in_review' && isOtherLabel) return { kind: 'end', reason: 'trigger_removed' };
  const { title, body } = issue;
  const isOther = title !== request.title || body !== request.body;
  if (request.state === 'queued' && textIsTrusted && isOther) return { kind: 'take_text', title, body };
  return nothing;
}

/** An issue that is reopened starts nothing by itself: somebody who may has to apply the label again. */
const triggeredAgain = (
  triggerId: string,
  request: IssueRequest,
  { refusedTriggerId }: IntakeFacts,
): IntakeAction =>
  triggerId === request.triggerId || triggerId === refusedTriggerId ? nothing : { kind: 'retry', triggerId };

const isUnfinished = (state: RequestState): boolean =>
  state === 'queued' ||
  state === 'in_review' ||
  state === 'blocked' ||
  heldStates.some((held) => held === state);

/** Of two times of the forge's in whole seconds: the label itself counts as a change. */
const labellingTakesMs = 2_000;

/**
 * Whether an issue may have had another text when the label was applied. Nothing tells which change came since: any counts.
 * Times are of the forge's clock, milliseconds.
 */
export const mayHaveOtherText = ({
  labelledAtMs,
  updatedAtMs,
}: {
  labelledAtMs: number;
  updatedAtMs: number;
}) => updatedAtMs > labelledAtMs + labellingTakesMs;
