import type { RequestView } from '../../protocol/request.ts';
import { plain } from './plain.ts';

/** State, reason, summary and what to do next, on one line. */
export function lastLine(request: RequestView): string {
  const reason = request.reason ? ` (${request.reason})` : '';
  return `${request.id} ${request.state}${reason}: ${plain(request.summary)} Next: ${plain(request.next)}`;
}
