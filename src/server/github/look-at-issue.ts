import {
  decideIntake,
  type IntakeAction,
  type IssueRequest,
  type SeenIssue,
} from '../../core/github/intake.ts';
import { type ReadIssue, readIssue } from '../../edge/forge/github/issues.ts';
import { readRepository } from '../../edge/forge/github/repository.ts';
import { cancelRequest } from '../../store/cancel-request.ts';
import { findIssue, type IssueRecord } from '../../store/find-issue.ts';
import { findRequest, type RequestRecord } from '../../store/find-request.ts';
import { takeIssueText } from '../../store/queue-issue.ts';
import { saveIssue } from '../../store/save-issue.ts';
import { accepted } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtRequest } from './look-at-request.ts';
import { type Looked, nothingTaken, type Taken, withFeedback } from './looked.ts';
import { type Look, promptOf, startFromIssue } from './start-from-issue.ts';
import { takeFeedback } from './take-feedback.ts';
import { trustIn, whyNotStart } from './who-may-start.ts';

/**
 * Looks at an issue as it is now and does what follows. Whoever heard of a change calls it: the order does not matter, and
 * twice is as once.
 * Its pull requests come first when it is closed or labelled anew: a merge may have closed it.
 * @throws GitHubError when it cannot be known how the issue is: nothing follows then.
 */
export async function lookAtIssue(
  parts: Parts,
  github: GitHub,
  { repository, number }: { repository: GitHubRepository; number: number },
): Promise<Looked> {
  const known = await findIssue(parts.db, { repository: repository.name, number });
  const issue = await readIssue(github.api, repository.at, { number, label: repository.label });
  if (issue === null && known === null) return { outcome: 'nothing', why: 'there is no such issue' };
  if (known?.request_id && issue?.seen.kind === 'there' && hasNewMeaning(issue.seen, known))
    await lookAtRequest(parts, github, { repository, requestId: known.request_id });
  const look: Look = { parts, github, repository, number, known, issue };
  const looked = await follow(look);
  return withFeedback(looked, await feedbackOf(look));
}

/** What has become of its pull requests comes before that it was closed, or labelled anew. */
const hasNewMeaning = (seen: Extract<SeenIssue, { kind: 'there' }>, known: IssueRecord): boolean =>
  seen.state === 'closed' || (seen.triggerId !== null && seen.triggerId !== known.trigger_id);

async function follow(look: Look): Promise<Looked> {
  const first = await decide(look);
  const looked = await act(look, first);
  if (first.action.kind !== 'end') return looked;
  // Whose label was taken off and applied again is ended first, then tried again.
  const then = await decide(look);
  return then.action.kind === 'retry' ? act(look, then) : looked;
}

/** What is said on an issue counts from the time on when its label was applied. */
async function feedbackOf({ parts, github, repository, number, issue }: Look): Promise<Taken> {
  const record = await findIssue(parts.db, { repository: repository.name, number });
  if (issue === null || !record?.request_id) return nothingTaken;
  const requestId = record.request_id;
  const fromMs = issue.trigger?.atMs ?? parts.clock.nowMs();
  return takeFeedback(parts, github, { repository, requestId, number, kind: 'issue', fromMs });
}

async function decide(look: Look): Promise<{ action: IntakeAction; why: string | null }> {
  const { parts, github, repository, known, issue } = look;
  const record = known?.request_id ? await findRequest(parts.db, known.request_id) : null;
  const request = known === null || record === null ? null : issueRequest(known, record);
  const waits = request?.state === 'queued' && issue !== null && issue.trigger !== null;
  const why = waits ? await whyNotStart(github, repository, issue.trigger?.by ?? null) : null;
  const isOther = waits && hasOtherText(issue, request);
  const isArchived = request !== null && (await readRepository(github.api, repository.at)).isArchived;
  const action = decideIntake({
    issue: issue === null || isArchived ? { kind: 'gone' } : issue.seen,
    request,
    refusedTriggerId: known?.refused_trigger_id ?? null,
    triggerIsTrusted: why === null,
    textIsTrusted: isOther && (await trustIn(github, repository, issue.author)).soMayEveryEditor,
  });
  if (waits && action.kind !== 'end') github.vouched.vouch(request.id, parts.clock.bootMs());
  return { action, why };
}

const issueRequest = (known: IssueRecord, { id, state }: RequestRecord): IssueRequest => ({
  id,
  state,
  triggerId: known.trigger_id ?? '',
  title: known.title,
  body: known.body,
});

const hasOtherText = ({ seen }: ReadIssue, { title, body }: { title: string; body: string }): boolean =>
  seen.kind === 'there' && (seen.title !== title || seen.body !== body);

function act(look: Look, { action, why }: { action: IntakeAction; why: string | null }): Promise<Looked> {
  switch (action.kind) {
    case 'queue':
    case 'retry':
      return startFromIssue(look, action.kind);
    case 'take_text':
      return takeText(look, action);
    case 'end':
      return end(look, action.reason, why);
    case 'nothing':
      return Promise.resolve({ outcome: 'nothing', why: 'nothing follows from how it is now' });
    default:
      return action satisfies never;
  }
}

async function takeText(look: Look, { title, body }: { title: string; body: string }): Promise<Looked> {
  const { parts, repository, number, known, issue } = look;
  if (!known?.request_id || issue === null) return { outcome: 'nothing', why: 'it is gone' };
  const prompt = await promptOf(look, issue);
  const text = { repository: repository.name, number, requestId: known.request_id, title, body, prompt };
  await parts.writer.write((write) => takeIssueText(write, text));
  return { outcome: 'text_taken', why: 'edited before the start' };
}

async function end(
  { parts, repository, number, known, issue }: Look,
  reason: 'issue_completed' | 'issue_closed' | 'trigger_removed',
  whyNot: string | null,
): Promise<Looked> {
  const id = known?.request_id;
  if (!id) return { outcome: 'nothing', why: 'it has started nothing' };
  const why = whyNot ?? reason;
  const refused = whyNot === null ? {} : { refused_trigger_id: issue?.trigger?.id ?? null };
  accepted(
    await parts.writer.write(async (write) => {
      const key = { repository: repository.name, number };
      await saveIssue(write, key, { outcome: 'ended', why, ...refused });
      const summary = whyNot === null ? undefined : `It was not started: ${whyNot}.`;
      return cancelRequest(write, id, reason, summary);
    }),
  );
  return { outcome: 'ended', why };
}
