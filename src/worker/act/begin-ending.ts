import { causeSentence, type EndCause } from '../../core/end.ts';
import type { Session } from '../session/session.ts';

/** Writes down why the session ends. The first cause stays. */
export function beginEnding(session: Session, cause: EndCause): void {
  if (session.record.cause !== null) return;
  const kind = cause.kind === 'exited' || cause.kind === 'lost' ? 'exit' : 'ending';
  const seen = session.evidence(kind, { ...cause, sentence: causeSentence(cause) });
  session.update({ state: 'ending', cause }, [seen]);
}
