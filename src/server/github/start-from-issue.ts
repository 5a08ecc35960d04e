import { randomBytes } from 'node:crypto';
import { mayHaveOtherText } from '../../core/github/intake.ts';
import { issuePrompt, oneLine } from '../../core/github/issue-prompt.ts';
import { requestIdFrom } from '../../core/ids.ts';
import type { LabelApplied, ReadIssue } from '../../edge/forge/github/issues.ts';
import type { IssueRecord } from '../../store/find-issue.ts';
import { queueIssue, refuseIssue, retryIssue } from '../../store/queue-issue.ts';
import { accepted } from '../accepted.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import type { Looked } from './looked.ts';
import { trustIn, whyNotStart } from './who-may-start.ts';

/** An issue of the forge, as it was known and as it is now. */
export interface Look {
  parts: Parts;
  github: GitHub;
  repository: GitHubRepository;
  number: number;
  known: IssueRecord | null;
  /** Null when it is gone. */
  issue: ReadIssue | null;
}

/** Queues what a label asks for, if who applied it may start work, with the text of that moment. */
export async function startFromIssue(look: Look, kind: 'queue' | 'retry'): Promise<Looked> {
  const { known, issue } = look;
  const trigger = issue?.trigger;
  if (!issue || !trigger || issue.seen.kind === 'gone') return { outcome: 'nothing', why: 'it is gone' };
  // Both ask GitHub, about different people; each call takes 100 to 300 ms.
  const [refused, prompt] = await Promise.all([whyNot(look, issue, trigger), promptOf(look, issue)]);
  if (refused !== null) return refuse(look, trigger.id, refused);
  const { title, body } = issue.seen;
  const triggered = { trigger: { id: trigger.id, by: trigger.by?.login ?? '' }, title, body, prompt };
  return kind === 'retry' && known?.request_id
    ? again(look, { ...triggered, requestId: known.request_id })
    : queue(look, { ...triggered, url: issue.url });
}

interface Triggered {
  trigger: { id: string; by: string };
  title: string;
  body: string;
  prompt: string;
}

async function again(
  { parts, github, repository, number }: Look,
  triggered: Triggered & { requestId: string },
): Promise<Looked> {
  const wanted = { ...triggered, repository: repository.name, number };
  github.vouched.vouch(triggered.requestId, parts.clock.bootMs());
  accepted(await parts.writer.write((write) => retryIssue(write, wanted)));
  return { outcome: 'retried', why: `labelled again by ${triggered.trigger.by}` };
}

async function queue(
  { parts, github, repository, number }: Look,
  { prompt, url, ...triggered }: Triggered & { url: string },
): Promise<Looked> {
  const id = requestIdFrom(randomBytes(8));
  const wanted = {
    repository: repository.name,
    remote: repository.remote,
    prompt,
    title: oneLine(triggered.title),
    agent: repository.agent ?? '',
    issueNumber: number,
    issueUrl: url,
  };
  github.vouched.vouch(id, parts.clock.bootMs());
  accepted(await parts.writer.write((write) => queueIssue(write, { id, wanted, ...triggered })));
  return { outcome: 'queued', why: `labelled by ${triggered.trigger.by}` };
}

async function whyNot(
  { github, repository }: Look,
  issue: ReadIssue,
  trigger: LabelApplied,
): Promise<string | null> {
  const why = await whyNotStart(github, repository, trigger.by);
  if (why !== null) return why;
  if (repository.agent === null)
    return `no agent is configured for ${repository.name}: set repositories.agent`;
  const times = { labelledAtMs: trigger.atMs, updatedAtMs: issue.updatedAtMs };
  if (!mayHaveOtherText(times)) return null;
  const { soMayEveryEditor } = await trustIn(github, repository, issue.author);
  return soMayEveryEditor
    ? null
    : 'it has changed since the label was applied, and who wrote it may not start work: read it, and label it again';
}

async function refuse(
  { parts, repository, number, known }: Look,
  triggerId: string,
  why: string,
): Promise<Looked> {
  const key = { repository: repository.name, number };
  const requestId = known?.request_id ?? null;
  await parts.writer.write((write) => refuseIssue(write, key, { triggerId, requestId, why }));
  parts.log.warn({ repository: repository.name, issue: number }, `An issue was not taken: ${why}`);
  return { outcome: 'refused', why };
}

/** What an agent is told of it. */
export async function promptOf({ github, repository, number }: Look, issue: ReadIssue): Promise<string> {
  const { title, body } = issue.seen.kind === 'there' ? issue.seen : { title: '', body: '' };
  const { mayStart } = await trustIn(github, repository, issue.author);
  return issuePrompt({
    repository: repository.name,
    number,
    author: issue.author?.login ?? null,
    authorIsTrusted: mayStart,
    title,
    body,
  });
}
