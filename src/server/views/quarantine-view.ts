import { isoTime } from '../../edge/clock.ts';
import { type QuarantineView, residueSchema } from '../../protocol/quarantine.ts';
import type { QuarantineRecord } from '../../store/list-quarantine.ts';

export const quarantineView = (row: QuarantineRecord): QuarantineView => ({
  id: row.id,
  worker: row.worker_id,
  why: row.why,
  since: isoTime(row.since),
  residue: residueSchema.parse(JSON.parse(row.residue)),
  tries: row.tries,
  decision: row.decision,
});
