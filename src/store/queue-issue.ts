import { oneLine } from '../core/github/issue-prompt.ts';
import type { NewRequest } from '../protocol/request.ts';
import { addRequest } from './add-request.ts';
import { appendEvent } from './append-event.ts';
import { findIssue, type IssueKey } from './find-issue.ts';
import { findRequest } from './find-request.ts';
import type { Refusal } from './refusal.ts';
import { retryRequest } from './retry-request.ts';
import { saveIssue } from './save-issue.ts';
import type { Write } from './writer.ts';

export interface TriggeredIssue {
  /** The application of the label, and who applied it. */
  trigger: { id: string; by: string };
  title: string;
  body: string;
}

interface NewIssue extends TriggeredIssue {
  /** For the request, if none was started yet. */
  id: string;
  wanted: NewRequest & { issueNumber: number };
}

/** Queues an issue, once for each time that its label is applied. Its text is from now on what it is now. */
export async function queueIssue(
  write: Write,
  { id, wanted, trigger, title, body }: NewIssue,
): Promise<{ kind: 'queued' | 'unchanged'; id: string } | Refusal> {
  const key = { repository: wanted.repository, number: wanted.issueNumber };
  const known = await findIssue(write.db, key);
  if (known?.request_id) return { kind: 'unchanged', id: known.request_id };
  const added = await addRequest(write, { id, wanted, idempotency: null, by: trigger.by });
  if (added.kind === 'refused') return added;
  const text = { title, body, trigger_id: trigger.id, trigger_actor: trigger.by, comment_trouble: null };
  await saveIssue(write, key, {
    ...text,
    request_id: id,
    outcome: 'queued',
    why: `labelled by ${trigger.by}`,
  });
  return { kind: 'queued', id };
}

interface AgainIssue extends TriggeredIssue {
  repository: string;
  number: number;
  requestId: string;
  prompt: string;
}

/** The label was applied once more: the same request is tried again, or still waits, with the text of now. */
export async function retryIssue(
  write: Write,
  { repository, number, requestId, trigger, title, body, prompt }: AgainIssue,
): Promise<{ kind: 'queued' | 'unchanged' } | Refusal> {
  const key = { repository, number };
  const known = await findIssue(write.db, key);
  if (known?.trigger_id === trigger.id) return { kind: 'unchanged' };
  const request = await findRequest(write.db, requestId);
  if (request?.state !== 'queued') {
    const moved = await retryRequest(write, requestId, false);
    if (moved.kind === 'refused') return moved;
  }
  await appendEvent(write, { requestId, attempt: null, kind: 'issue_labelled', data: { by: trigger.by } });
  const words = { title: oneLine(title), prompt };
  await write.db.updateTable('requests').set(words).where('id', '=', requestId).execute();
  const text = { title, body, trigger_id: trigger.id, trigger_actor: trigger.by, comment_trouble: null };
  await saveIssue(write, key, { ...text, outcome: 'retried', why: `labelled again by ${trigger.by}` });
  return { kind: 'queued' };
}

/**
 * Nobody may claim it before the forge has said who may still start it: it says so.
 * @returns whether that is news.
 */
export async function holdIssue(write: Write, requestId: string, why: string): Promise<boolean> {
  const summary = `It waits until GitHub says whether it may still be started: ${why}`;
  const { numUpdatedRows } = await write.db
    .updateTable('requests')
    .set({ summary, updated_at: write.nowMs })
    .where('id', '=', requestId)
    .where('state', '=', 'queued')
    .where('summary', '!=', summary)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The text was changed before the work began. */
export async function takeIssueText(
  write: Write,
  { repository, number, requestId, title, body, prompt }: Omit<AgainIssue, 'trigger'>,
): Promise<void> {
  const { numUpdatedRows } = await write.db
    .updateTable('requests')
    .set({ title: oneLine(title), prompt, updated_at: write.nowMs })
    .where('id', '=', requestId)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await saveIssue(
    write,
    { repository, number },
    { title, body, outcome: 'text_taken', why: 'edited before the start' },
  );
  await appendEvent(write, { requestId, attempt: null, kind: 'issue_edited', data: { title } });
}

/** Who applied the label may not start work, or nothing could be started. */
export async function refuseIssue(
  write: Write,
  key: IssueKey,
  { triggerId, requestId, why }: { triggerId: string; requestId: string | null; why: string },
): Promise<void> {
  await saveIssue(write, key, { refused_trigger_id: triggerId, outcome: 'refused', why });
  const data = { repository: key.repository, issue: key.number, why };
  await appendEvent(write, { requestId, attempt: null, kind: 'trigger_refused', data });
}
