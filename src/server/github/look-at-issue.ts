import { randomBytes } from 'node:crypto';
import { decideIntake, type IntakeAction, type SeenIssue } from '../../core/github/intake.ts';
import { issuePrompt, oneLine } from '../../core/github/issue-prompt.ts';
import { mayStart } from '../../core/github/permission.ts';
import { requestIdFrom } from '../../core/ids.ts';
import { type ReadIssue, readIssue } from '../../edge/forge/github/issues.ts';
import { readPermission } from '../../edge/forge/github/permission.ts';
import { cancelRequest } from '../../store/cancel-request.ts';
import { findIssue, type IssueRecord } from '../../store/find-issue.ts';
import { findRequest } from '../../store/find-request.ts';
import { queueIssue, retryIssue, takeIssueText } from '../../store/queue-issue.ts';
import { saveIssue } from '../../store/save-issue.ts';
import { accepted } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';

/** What a look at an issue led to, in one word and one sentence, for the list of deliveries. */
export interface Looked {
  outcome: 'nothing' | 'queued' | 'retried' | 'text_taken' | 'ended' | 'refused' | 'followed';
  why: string;
}

/**
 * Looks at an issue as it is now and does what follows. Whoever heard of a change calls it: the order does not matter, and
 * twice is as once.
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
  const look: Look = { parts, github, repository, number, known, issue };
  return act(look, await decide(look));
}

interface Look {
  parts: Parts;
  github: GitHub;
  repository: GitHubRepository;
  number: number;
  known: IssueRecord | null;
  /** Null when it is gone. */
  issue: ReadIssue | null;
}

async function decide(look: Look): Promise<IntakeAction> {
  const { parts, known, issue } = look;
  const record = known?.request_id ? await findRequest(parts.db, known.request_id) : null;
  const seen: SeenIssue = issue === null ? { kind: 'gone' } : issue.seen;
  const request =
    known === null || record === null
      ? null
      : {
          id: record.id,
          state: record.state,
          triggerId: known.trigger_id ?? '',
          title: known.title,
          body: known.body,
        };
  const isOther = request?.state === 'queued' && issue !== null && hasOtherText(issue, request);
  const textIsTrusted = isOther && (await authorIsTrusted(look, issue));
  return decideIntake({
    issue: seen,
    request,
    refusedTriggerId: known?.refused_trigger_id ?? null,
    textIsTrusted,
  });
}

const hasOtherText = ({ seen }: ReadIssue, { title, body }: { title: string; body: string }): boolean =>
  seen.kind === 'there' && (seen.title !== title || seen.body !== body);

/** Besides its author, only who may write can edit an issue's text. */
async function authorIsTrusted({ github, repository }: Look, { author }: ReadIssue): Promise<boolean> {
  if (author === null) return false;
  const permission = await readPermission(github.api, repository.at, author);
  return mayStart(repository.trusted, { login: author, isBot: false, permission });
}

function act(look: Look, action: IntakeAction): Promise<Looked> {
  switch (action.kind) {
    case 'queue':
    case 'retry':
      return start(look, action.kind);
    case 'take_text':
      return takeText(look, action);
    case 'end':
      return end(look, action.reason);
    case 'nothing':
      return Promise.resolve({ outcome: 'nothing', why: 'nothing follows from how it is now' });
    default:
      return action satisfies never;
  }
}

async function start(look: Look, kind: 'queue' | 'retry'): Promise<Looked> {
  const { parts, repository, number, known, issue } = look;
  const trigger = issue?.trigger;
  if (!issue || !trigger || issue.seen.kind === 'gone') return { outcome: 'nothing', why: 'it is gone' };
  const refused = await whyNot(look, trigger.by);
  if (refused !== null) return refuse(look, trigger.id, refused);
  const { title, body } = issue.seen;
  const prompt = await promptOf(look, issue);
  const triggered = { trigger: { id: trigger.id, by: trigger.by?.login ?? '' }, title, body };
  if (kind === 'retry' && known?.request_id) {
    const again = { ...triggered, repository: repository.name, number, requestId: known.request_id, prompt };
    accepted(await parts.writer.write((write) => retryIssue(write, again)));
    return { outcome: 'retried', why: `labelled again by ${triggered.trigger.by}` };
  }
  const id = requestIdFrom(randomBytes(8));
  const wanted = {
    repository: repository.name,
    remote: repository.remote,
    prompt,
    title: oneLine(title),
    agent: repository.agent ?? '',
    issueNumber: number,
    issueUrl: issue.url,
  };
  accepted(await parts.writer.write((write) => queueIssue(write, { id, wanted, ...triggered })));
  return { outcome: 'queued', why: `labelled by ${triggered.trigger.by}` };
}

async function whyNot(
  { github, repository }: Look,
  by: { login: string; isBot: boolean } | null,
): Promise<string | null> {
  if (by === null) return 'it is not known who applied the label';
  const permission = await readPermission(github.api, repository.at, by.login);
  const { actors } = repository.trusted;
  if (!mayStart(repository.trusted, { ...by, permission }))
    return by.isBot
      ? `${by.login} is a bot that repositories.trigger.bots does not list`
      : `${by.login} has the permission ${permission} on ${repository.name}, and ${actors} is needed`;
  if (repository.agent === null)
    return `no agent is configured for ${repository.name}: set repositories.agent`;
  return null;
}

async function refuse({ parts, repository, number }: Look, triggerId: string, why: string): Promise<Looked> {
  await parts.writer.write((write) =>
    saveIssue(
      write,
      { repository: repository.name, number },
      { refused_trigger_id: triggerId, outcome: 'refused', why },
    ),
  );
  parts.log.warn({ repository: repository.name, issue: number }, `An issue was not taken: ${why}`);
  return { outcome: 'refused', why };
}

async function promptOf(look: Look, issue: ReadIssue): Promise<string> {
  const { repository, number } = look;
  const { title, body } = issue.seen.kind === 'there' ? issue.seen : { title: '', body: '' };
  const trusted = await authorIsTrusted(look, issue);
  return issuePrompt({
    repository: repository.name,
    number,
    author: issue.author,
    authorIsTrusted: trusted,
    title,
    body,
  });
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
  { parts, repository, number, known }: Look,
  reason: 'issue_completed' | 'issue_closed' | 'trigger_removed',
): Promise<Looked> {
  const id = known?.request_id;
  if (!id) return { outcome: 'nothing', why: 'it has started nothing' };
  accepted(
    await parts.writer.write(async (write) => {
      await saveIssue(write, { repository: repository.name, number }, { outcome: 'ended', why: reason });
      return cancelRequest(write, id, reason);
    }),
  );
  return { outcome: 'ended', why: reason };
}
