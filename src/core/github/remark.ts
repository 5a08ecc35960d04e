import type { Reason } from '../reason.ts';
import type { RequestState } from '../request.ts';

/**
 * Where on GitHub something was said. `approval`: a review that asks for nothing. `own_account`: anywhere, by the account that
 * Planeguard acts as, while an attempt ran: a person may share it with the agent, and nothing tells them apart.
 */
export const remarkSources = [
  'issue_comment',
  'review',
  'approval',
  'review_comment',
  'own_account',
] as const;
export type RemarkSource = (typeof remarkSources)[number];

/** What somebody has said on GitHub about an issue or a pull request. */
export interface Remark {
  /** What was written, such as `issue_comment:123`; it stays the same when it is edited. */
  object: string;
  /** Another one after each edit. */
  revision: string;
  source: RemarkSource;
  /** Null when the account is gone. */
  author: { login: string; isBot: boolean } | null;
  text: string;
  url: string;
  /** By GitHub's clock. */
  updatedAtMs: number;
}

/** What Planeguard itself writes on GitHub carries this, where people do not see it. */
const ownMarker = /<!--\s*planeguard\b/i;

/** Whether something may be meant for the agent, if who said it is trusted. */
export const isForAgent = ({ author, text }: Remark): boolean =>
  author !== null && text.trim() !== '' && !ownMarker.test(text);

/** Whether an account is the one that Planeguard acts as; GitHub compares logins without case. */
export const isOwnAccount = (login: string, ownLogin: string | null): boolean =>
  login.toLowerCase() === ownLogin?.toLowerCase();

/** Whether somebody wants something done. For what may be its own words an agent would go on for ever. */
export const asksForWork = (source: RemarkSource): boolean =>
  source !== 'approval' && source !== 'own_account';

/** Whether work goes on for what was said. A pull request that a person has closed is not opened again for a remark. */
export function resumesFor(
  { state, reason }: { state: RequestState; reason: Reason | null },
  source: RemarkSource,
): boolean {
  if (!asksForWork(source)) return false;
  return state === 'in_review' || (state === 'blocked' && reason !== 'pull_request_closed');
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';

/** A review as something said; its comments on lines are remarks of their own. Null when nothing was. */
export function reviewRemark(state: ReviewState, body: string): Pick<Remark, 'source' | 'text'> | null {
  const said = body.trim();
  switch (state) {
    case 'CHANGES_REQUESTED':
      return { source: 'review', text: said === '' ? 'Changes requested.' : `Changes requested.\n\n${said}` };
    case 'COMMENTED':
      return said === '' ? null : { source: 'review', text: said };
    case 'APPROVED':
      return said === '' ? null : { source: 'approval', text: said };
    case 'DISMISSED':
    case 'PENDING':
      return null;
    default:
      return state satisfies never;
  }
}

/** @param line null when the change has made the line go. */
export const inlineText = (path: string, line: number | null, body: string): string =>
  body.trim() === '' ? '' : `On ${path}${line === null ? '' : `, line ${line}`}:\n\n${body}`;
