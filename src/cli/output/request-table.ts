import type { RequestRow } from '../../protocol/request.ts';
import { age } from './age.ts';
import type { Output } from './output.ts';
import { plain, shorten } from './plain.ts';
import { paintState } from './state-colour.ts';
import { reasonText } from './stop-lines.ts';
import { table } from './table.ts';

/** Requests for a person, one on each line: where each stands, here and on its forge. */
export const requestTable = (output: Output, items: readonly RequestRow[], nowMs: number): string[] =>
  table(
    ['ID', 'STATE', 'REASON', 'AGE', 'REPOSITORY', 'ISSUE', 'PULL REQUEST', 'TITLE'],
    items.map((row) => [
      row.id,
      paintState(output, row.state),
      reasonText(row),
      age(row.updatedAt, nowMs),
      shorten(plain(row.repository), 40),
      row.issueNumber === null ? '' : `#${row.issueNumber}`,
      pullRequestText(row),
      shorten(plain(row.title), 60),
    ]),
  );

function pullRequestText({ pullRequest }: RequestRow): string {
  if (pullRequest === null) return '';
  const { number, state, checks } = pullRequest;
  return `#${number} ${state}${checks === null ? '' : `, checks ${checks.state}`}`;
}
