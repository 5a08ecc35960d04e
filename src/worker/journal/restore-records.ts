import { namesIn, readIfThere } from '../../edge/files.ts';
import type { WorkerContext } from '../context.ts';
import { refuseCopied } from './refuse-copied.ts';
import { type SessionRecord, sessionRecordSchema } from './session-record.ts';

/** A record holds a prompt of 4 MiB at most, and little else. */
const largestRecordBytes = 32 * 1024 * 1024;

/**
 * Takes sessions that the journal has lost back into it, from the copies beside them: only this installation's own,
 * and only those that are not over. What became of them is for the control plane to say.
 * @throws ProblemError misconfigured, for the state directory of another place.
 */
export function restoreRecords(context: WorkerContext): void {
  const known = new Set(context.journal.sessions().map((record) => record.id));
  for (const id of namesIn(context.layout.sessions)) {
    const copy = known.has(id) ? null : readCopy(context, id);
    if (copy === null || !isWanted(context, id, copy)) continue;
    context.journal.save(copy);
    context.log.warn({ session: id, state: copy.state }, 'the journal had lost a session: it has it back');
  }
  refuseCopied(context);
}

const isWanted = ({ workerId }: WorkerContext, id: string, copy: SessionRecord): boolean =>
  copy.id === id && copy.installation === workerId && (copy.state !== 'ended' || copy.kept !== null);

/** Whose sessions have left their records here; null unless all that are legible name the same installation. */
export function installationOfCopies(parts: Pick<WorkerContext, 'layout' | 'log'>): string | null {
  const copies = namesIn(parts.layout.sessions).map((id) => readCopy(parts, id)?.installation ?? null);
  const named = [...new Set(copies.flatMap((each) => each ?? []))];
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** The copy of a session's record; null when there is none, or none that can be read as one. */
export function readCopy(
  { layout, log }: Pick<WorkerContext, 'layout' | 'log'>,
  id: string,
): SessionRecord | null {
  try {
    const text = readIfThere(layout.session(id).record, largestRecordBytes);
    return text === null ? null : sessionRecordSchema.parse(JSON.parse(text));
  } catch (error) {
    log.warn({ session: id, err: error }, 'the copy of a session cannot be read');
    return null;
  }
}
