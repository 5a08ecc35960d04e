import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { AttemptRecord } from './find-attempt.ts';
import type { EvidenceTable, FeedbackTable } from './tables.ts';

/** Receipts in one answer; the rest is in the request's events. */
const receiptLimit = 500;

export interface RequestHistory {
  attempts: AttemptRecord[];
  /** Oldest first. */
  receipts: (Selectable<EvidenceTable> & { number: number })[];
  feedback: Selectable<FeedbackTable>[];
}

export async function loadHistory(db: Database, requestId: string): Promise<RequestHistory> {
  const attempts = await db
    .selectFrom('attempts')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('number')
    .execute();
  const receipts = await db
    .selectFrom('evidence')
    .innerJoin('attempts', 'attempts.id', 'evidence.attempt_id')
    .selectAll('evidence')
    .select('attempts.number')
    .where('attempts.request_id', '=', requestId)
    .orderBy('evidence.at', 'desc')
    .orderBy('evidence.ordinal', 'desc')
    .limit(receiptLimit)
    .execute();
  const feedback = await db
    .selectFrom('feedback')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('ordinal')
    .execute();
  return { attempts, receipts: receipts.reverse(), feedback };
}
