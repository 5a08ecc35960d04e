import { nextFor, queuedText } from '../core/request-text.ts';
import type { NewRequest } from '../protocol/request.ts';
import { appendEvent } from './append-event.ts';
import { type Refusal, refusal } from './refusal.ts';
import { sayInThread } from './say-in-thread.ts';
import { wantThread } from './want-thread.ts';
import type { Write } from './writer.ts';

/** How long a repeated request with the same key gets the first one's answer. */
const keyLifeMs = 24 * 60 * 60_000;

export interface AddRequest {
  id: string;
  wanted: NewRequest;
  /** The caller's key, and a digest of what it asked for. */
  idempotency: { key: string; fingerprint: string } | null;
  /** Who asked for it on the forge. */
  by?: string;
}

export type Added = { kind: 'added' | 'repeated'; id: string } | Refusal;

/** Queues a request; with a key that was used before, names the one it made then. */
export async function addRequest(write: Write, input: AddRequest): Promise<Added> {
  const earlier = await earlierWithKey(write, input.idempotency);
  if (earlier) return earlier;
  await insertRequest(write, input);
  await rememberKey(write, input);
  await appendEvent(write, {
    requestId: input.id,
    attempt: null,
    kind: 'queued',
    data: queuedData(input),
  });
  const next = nextFor('queued', null, input.id);
  await wantThread(write, input.id, 'open');
  await sayInThread(write, input.id, { state: 'queued', reason: null, summary: queuedText.added, next });
  return { kind: 'added', id: input.id };
}

const queuedData = ({ wanted, by }: AddRequest): Record<string, string> => ({
  summary: queuedText.added,
  title: titleOf(wanted),
  repository: wanted.repository,
  ...(wanted.issueUrl === undefined ? {} : { issue: wanted.issueUrl }),
  ...(by === undefined ? {} : { by }),
});

async function earlierWithKey(write: Write, idempotency: AddRequest['idempotency']): Promise<Added | null> {
  if (idempotency === null) return null;
  await write.db
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', write.nowMs - keyLifeMs)
    .execute();
  const row = await write.db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('key', '=', idempotency.key)
    .executeTakeFirst();
  if (!row) return null;
  if (row.fingerprint === idempotency.fingerprint) return { kind: 'repeated', id: row.request_id };
  return refusal(
    'idempotency_conflict',
    `The Idempotency-Key ${idempotency.key} was used for another request (${row.request_id}): use a new key.`,
  );
}

async function insertRequest(write: Write, { id, wanted }: AddRequest): Promise<void> {
  await write.db
    .insertInto('requests')
    .values({
      id,
      state: 'queued',
      reason: null,
      summary: queuedText.added,
      next: nextFor('queued', null, id),
      repository: wanted.repository,
      remote: wanted.remote,
      prompt: wanted.prompt,
      title: titleOf(wanted),
      agent: wanted.agent,
      issue_number: wanted.issueNumber ?? null,
      issue_url: wanted.issueUrl ?? null,
      created_at: write.nowMs,
      updated_at: write.nowMs,
      attempt: 0,
      not_before: null,
      budget_from: 0,
      history_from: 0,
      cancel_reason: null,
      cancel_seq: null,
      preferred_worker: null,
      preferred_until: null,
    })
    .execute();
}

async function rememberKey(write: Write, input: AddRequest): Promise<void> {
  if (input.idempotency === null) return;
  await write.db
    .insertInto('idempotency_keys')
    .values({ ...input.idempotency, request_id: input.id, created_at: write.nowMs })
    .execute();
}

/** Without a title, the first line of the prompt that says something. */
function titleOf(wanted: NewRequest): string {
  if (wanted.title !== undefined && wanted.title.trim() !== '') return wanted.title;
  const line = wanted.prompt.split('\n').find((text) => text.trim() !== '') ?? '';
  return line.trim().slice(0, 100);
}
