import { hasCode, writeWhole } from '../../edge/files.ts';
import type { Evidence } from '../../protocol/worker.ts';
import type { WorkerContext } from '../context.ts';
import type { SessionRecord } from './session-record.ts';

type Parts = Pick<WorkerContext, 'journal' | 'layout' | 'log'>;

/**
 * Writes a session to the journal, and then a copy of it beside the session, from which a lost journal is rebuilt.
 * The journal decides: that the copy cannot be written is told, and ends nothing.
 */
export function saveRecord(parts: Parts, record: SessionRecord, evidence: readonly Evidence[] = []): void {
  parts.journal.save(record, evidence);
  copyRecord(parts, record);
}

export function copyRecord({ layout, log }: Omit<Parts, 'journal'>, record: SessionRecord): void {
  try {
    writeWhole(layout.session(record.id).record, JSON.stringify(record));
  } catch (error) {
    // Its directory comes with its preparation; before that, there is nothing to lose.
    if (!hasCode(error, 'ENOENT')) log.warn({ session: record.id, err: error }, 'the record was not copied');
  }
}
