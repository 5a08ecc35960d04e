import type { RequestView } from '../../protocol/request.ts';
import { plain } from './plain.ts';

/** State, reason, summary and what to do next, on one line. */
export function lastLine(request: RequestView): string {
  const reason = request.reason ? ` (${request.reason})` : '';
  return `${request.id} ${request.state}${reason}: ${sentence(plain(request.summary))}${unclean(request)}${salvaged(request)} Next: ${plain(request.next)}`;
}

/** The person who waited is told at once that something may be left. */
const unclean = ({ session, id }: RequestView): string =>
  session?.clean === false ? ` It did not end clean: planeguard show ${id}.` : '';

/** Whose work has not been published is told where it is. */
const salvaged = ({ salvage, id }: RequestView): string =>
  salvage.length === 0 ? '' : ` Its work is kept: planeguard salvage show ${id}.`;

/** Agents' own words may end without a full stop. */
const sentence = (text: string): string => (/[.!?…)]$/u.test(text) ? text : `${text}.`);
