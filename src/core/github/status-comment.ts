import { type Reason, reasons } from '../reason.ts';
import type { RequestState } from '../request.ts';
import { oneLine } from './issue-prompt.ts';

export interface CommentedRequest {
  id: string;
  state: RequestState;
  reason: Reason | null;
  summary: string;
  next: string;
  /** Number of the newest attempt; 0 before the first. */
  attempt: number;
  /** Whether somebody wished its end. */
  isStopping: boolean;
  /** Name of the worker of the newest attempt; null before the first. */
  worker: string | null;
  /** Those that count most first. */
  pullRequests: readonly { url: string; number: number; state: string }[];
  /** The label that starts work. */
  label: string;
}

/** How a comment is found again; nobody sees it on the page. */
export const statusMarker = (requestId: string): string => `<!-- planeguard:${requestId} -->`;
export const refusalMarker = '<!-- planeguard:refused -->';

/** What a request's comment on its issue says. Whatever was not written by Planeguard stands as code: there nothing is a mention, a reference or markup. */
export function statusComment(request: CommentedRequest): string {
  const pullRequests = request.pullRequests.map(
    ({ url, number, state }) => `- Pull request [#${number}](${encodeURI(url)}): ${state}`,
  );
  return paragraphs([
    statusMarker(request.id),
    headline(request),
    pullRequests.join('\n'),
    hasDetails(request) ? codeBlock(withoutFolders(request.summary)) : '',
    `**Next:** ${nextOf(request)}`,
    `<sub>Planeguard, request ${request.id}</sub>`,
  ]);
}

/** Why a label has started nothing. */
export const refusalComment = ({ why, label }: { why: string; label: string }): string =>
  paragraphs([
    refusalMarker,
    `**Not started.** The label ${code(label)} was applied, but:`,
    codeBlock(why),
    '**Next:** Once that is mended, take the label off and apply it again. Later refusals are not told here.',
    '<sub>Planeguard</sub>',
  ]);

const paragraphs = (all: readonly string[]): string => all.filter((one) => one !== '').join('\n\n');

function headline({ state, reason, attempt, worker, isStopping }: CommentedRequest): string {
  const where = `${worker === null ? '' : ` on worker ${code(worker)}`}, attempt ${attempt}`;
  const means = reason === null ? '' : ` ${reasons[reason].means} (\`${reason}\`)`;
  switch (state) {
    case 'queued':
      return attempt === 0 ? '**Queued.**' : `**Queued again**, after attempt ${attempt}.`;
    case 'claimed':
    case 'running':
      return `**${isStopping ? 'Stopping' : 'Working'}**${where}.`;
    case 'in_review':
      return '**In review.**';
    case 'done':
      return `**Done.**${means}`;
    case 'blocked':
      return `**Blocked.**${means}`;
    case 'cancelled':
      return `**Cancelled.**${means}`;
    default:
      return state satisfies never;
  }
}

/** Where the summary says more than the headline does. */
const hasDetails = ({ state, reason, summary, attempt }: CommentedRequest): boolean =>
  state === 'queued'
    ? attempt > 0
    : reason !== null && reason !== 'merged' && summary !== '' && summary !== reasons[reason].means;

function nextOf({ state, reason, next, label }: CommentedRequest): string {
  const again = `take the label ${code(label)} off and apply it again`;
  switch (state) {
    case 'queued':
      return 'It starts when a worker has a free place.';
    case 'claimed':
    case 'running':
      return `Wait for its pull request. To stop it, close this issue or take the label ${code(label)} off.`;
    case 'in_review':
      return 'Review the pull request. To accept it, merge it; to reject it, close it.';
    case 'blocked':
      return `${withoutFolders(next)} Or ${again}.`;
    case 'done':
      return reason === 'no_change_needed' ? `To insist, ${again}.` : 'Nothing to do.';
    case 'cancelled':
      return `To have it taken up again, ${reason === 'issue_closed' ? 'reopen this issue, ' : ''}${again}.`;
    default:
      return state satisfies never;
  }
}

/** Not of a URL: two names at least after a slash that begins a word. */
const path = /(?<![\w:/.])~?(?:\/[^\s/:,;'"`()<>]+)+\/([^\s/:,;'"`()<>]+)/g;

/** How folders of a worker's machine are called is nobody's business on a forge: of a path, the last name is left. */
const withoutFolders = (text: string): string => text.replaceAll(path, '…/$1');

const longestBlock = 2_000;

/** Longer than any run of backticks in the text. */
const fenceFor = (text: string, least: number): string =>
  '`'.repeat(Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));

function code(text: string): string {
  const line = oneLine(text);
  const fence = fenceFor(line, 1);
  return `${fence} ${line} ${fence}`;
}

function codeBlock(text: string): string {
  const body = text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .trim()
    .slice(0, longestBlock)
    .toWellFormed();
  const fence = fenceFor(body, 3);
  return `${fence}text\n${body}\n${fence}`;
}
