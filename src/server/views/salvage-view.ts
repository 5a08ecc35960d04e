import { isoTime } from '../../edge/clock.ts';
import type { RequestRow } from '../../protocol/request.ts';
import { type SalvageView, salvageReceiptSchema } from '../../protocol/salvage.ts';
import { documentOf } from '../../store/json-column.ts';
import type { SalvageRecord } from '../../store/list-salvage.ts';

/** None for a receipt that this version cannot read. */
export function salvageViews(record: SalvageRecord): SalvageView[] {
  const receipt = salvageReceiptSchema.safeParse(documentOf(record.data));
  if (!receipt.success) return [];
  return [
    {
      ...receipt.data,
      id: record.attempt_id,
      requestId: record.request_id,
      attempt: record.number,
      worker: record.worker_id,
      repository: record.repository,
      title: record.title,
      madeAt: isoTime(record.at),
    },
  ];
}

/** Salvage by request, as requests show it. */
export function salvageByRequest(records: readonly SalvageRecord[]): Map<string, RequestRow['salvage']> {
  const found = new Map<string, RequestRow['salvage']>();
  for (const { requestId, ref, commits, files } of records.flatMap(salvageViews)) {
    found.set(requestId, [...(found.get(requestId) ?? []), { ref, commits, files }]);
  }
  return found;
}
