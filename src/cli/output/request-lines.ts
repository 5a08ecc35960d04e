import type { RequestView } from '../../protocol/request.ts';
import { age, ago } from './age.ts';
import { checksText } from './checks-text.ts';
import { hookLines } from './hook-lines.ts';
import { keptBecause } from './kept-because.ts';
import type { Output } from './output.ts';
import { plain } from './plain.ts';
import { paintState } from './state-colour.ts';
import { newestStop, notClean, proofText, stopText } from './stop-lines.ts';
import { table } from './table.ts';

type Receipts = RequestView['evidence']['receipts'];
type Field = [name: string, value: string | null];

/** One request for a person: what it is, where it stands, what to do, what has happened. */
export function requestLines(output: Output, request: RequestView, nowMs: number): string[] {
  const fields = [...basics(output, request, nowMs), ...sessionFields(request, nowMs)];
  const shown = fields.flatMap(([name, value]) => (value ? [`${name.padEnd(14)}${value}`] : []));
  return [...shown, ...attempts(request, nowMs), ...hookLines(request), ...feedback(request, nowMs)];
}

function basics(output: Output, request: RequestView, nowMs: number): Field[] {
  const state = paintState(output, request.state);
  const pullRequest = request.pullRequest;
  return [
    ['request', `${output.paint('bold', request.id)}  ${plain(request.title)}`],
    ['state', request.reason ? `${state} (${request.reason})` : state],
    ['summary', plain(request.summary)],
    ['waiting', request.waiting && plain(request.waiting.sentence)],
    ['next', plain(request.next)],
    ['repository', plain(request.repository)],
    ['issue', issue(request)],
    ['agent', plain(request.agent)],
    ['pull request', pullRequest && `${plain(pullRequest.url)} (${pullRequest.state})`],
    ['checks', checksText(pullRequest?.checks ?? null)],
    ['salvage', salvaged(request)],
    ['threads', threads(request)],
    ['created', `${request.createdAt} (${ago(request.createdAt, nowMs)})`],
    ['not before', request.state === 'queued' ? request.notBefore : null],
  ];
}

function issue({ issueUrl, issueNumber, labelledBy }: RequestView): string | null {
  if (issueNumber === null) return null;
  return `${plain(issueUrl ?? `#${issueNumber}`)}${labelledBy === null ? '' : `, labelled by ${plain(labelledBy)}`}`;
}

/** A thread that is not as it should be says so. */
function threads({ id, threads: all }: RequestView): string | null {
  if (all.length === 0) return null;
  const each = all.map(({ channel, wanted, actual, url }) => {
    const state = actual === wanted ? actual : `${actual}, to be ${wanted}`;
    return `${plain(channel)} (${state})${url === null ? '' : ` ${plain(url)}`}`;
  });
  return `${each.join(', ')}: planeguard thread ${id}`;
}

function salvaged({ id, salvage }: RequestView): string | null {
  if (salvage.length === 0) return null;
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  const [files, commits] = [sum(salvage.map((one) => one.files)), sum(salvage.map((one) => one.commits))];
  return `${files} files, ${commits} commits: planeguard salvage show ${id}`;
}

function sessionFields({ session, evidence }: RequestView, nowMs: number): Field[] {
  if (session === null) return [];
  const stop = newestStop(evidence.receipts, session.attempt);
  const since = session.activitySince ? ` for ${age(session.activitySince, nowMs)}` : '';
  return [
    ['session', `${session.id} on ${plain(session.worker)}`],
    ['activity', session.activity && `${session.activity}${since}`],
    ['ports', ports(session)],
    ['branch', session.branch && plain(session.branch)],
    ['workspace', session.workspace && plain(session.workspace)],
    ['', workspaceFate(evidence.receipts, session.attempt)],
    ['tier', session.tier === null ? null : `${session.tier}. ${plain(session.containment ?? '')}`],
    ['stop', stopText(stop)],
    ['proof', proofText(session, stop)],
  ];
}

function ports({ ports: known }: NonNullable<RequestView['session']>): string | null {
  if (known === null) return null;
  const given = known.range === null ? [] : [`${known.range.from}-${known.range.to}`];
  const listening = known.listening.map(({ port, pid }) => `${port} (process ${pid})`);
  return (
    [...given, ...(listening.length === 0 ? [] : [`listens on ${listening.join(', ')}`])].join(', ') || null
  );
}

/** The newest receipt tells what became of the workspace: it is looked at again when its request moves on. */
function workspaceFate(receipts: Receipts, attempt: number): string | null {
  const newest = receipts.findLast((receipt) => receipt.kind === 'workspace' && receipt.attempt === attempt);
  if (newest === undefined) return null;
  const { kept, path, removed } = newest.data;
  if (typeof kept === 'string') return `kept: ${plain(keptBecause(kept))}${unsalvaged(receipts, newest)}`;
  if (removed === true) return 'removed';
  return typeof path === 'string' ? 'not there any more, and not removed by Planeguard' : null;
}

/** What stood against the salvage of a workspace that is kept, and what to do; nothing where it was salvaged. */
function unsalvaged(receipts: Receipts, { attempt, data }: Receipts[number]): string {
  if (data.kept !== 'salvage_failed' && data.kept !== 'too_large') return '';
  const failed = receipts.findLast(
    (receipt) => receipt.kind === 'salvage_failed' && receipt.attempt === attempt,
  );
  const because = typeof failed?.data.message === 'string' ? ` (${plain(failed.data.message)})` : '';
  return `${because}. Mend that, or take from it what you need; it is tried again by: planeguard reclaim`;
}

function attempts({ evidence }: RequestView, nowMs: number): string[] {
  if (evidence.attempts.length === 0) return [];
  const rows = evidence.attempts.map((attempt) => [
    String(attempt.attempt),
    attempt.endedAt ? `ended ${ago(attempt.endedAt, nowMs)}` : `since ${age(attempt.grantedAt, nowMs)}`,
    attempt.reason ?? '',
    `${attempt.proof ?? ''}${attempt.clean === false ? notClean : ''}`,
    plain(attempt.summary ?? ''),
  ]);
  return ['', ...table(['ATTEMPT', 'WHEN', 'REASON', 'PROOF', 'SUMMARY'], rows)];
}

function feedback(request: RequestView, nowMs: number): string[] {
  if (request.feedback.length === 0) return [];
  const rows = request.feedback.map((item) => [
    item.status,
    plain([item.source, item.author].filter(Boolean).join(' of ')),
    age(item.createdAt, nowMs),
    plain(item.text),
  ]);
  return ['', ...table(['FEEDBACK', 'FROM', 'AGE', 'TEXT'], rows)];
}
