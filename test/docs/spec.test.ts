import { describe, expect, it } from 'vitest';
import { adoptions } from '../../src/core/adoption.ts';
import { keepReasons } from '../../src/core/cleanup.ts';
import { type EndCause, type EndFacts, judgeEnd } from '../../src/core/end.ts';
import { workerHealths } from '../../src/core/health.ts';
import { type Reason, reasonNames, reasons } from '../../src/core/reason.ts';
import { waitReasons } from '../../src/core/repository-limits.ts';
import {
  allowedFrom,
  type RequestEvent,
  type RequestState,
  requestStates,
  transition,
  type Verdict,
} from '../../src/core/request.ts';
import { quarantineReasons } from '../../src/core/residue.ts';
import { activities, proofs, sessionMoves } from '../../src/core/session.ts';
import { staleKinds } from '../../src/core/stale-record.ts';
import { threadStates, threadWishes } from '../../src/core/thread.ts';
import { feedbackSources, feedbackStatuses } from '../../src/protocol/request.ts';
import { codeWords, listedWords, readDocument, tableRows } from '../support/markdown.ts';

const spec = readDocument('docs/SPEC.md');
const code = (word: string): string => `\`${word}\``;
const codes = (words: readonly string[]): string => (words.length === 0 ? '–' : words.map(code).join(', '));

const summary = '';
const verdicts: readonly Verdict[] = [
  { to: 'in_review', summary },
  { to: 'done', reason: 'merged', summary },
  { to: 'blocked', reason: 'stalled', summary },
  { to: 'cancelled', reason: 'by_operator', summary },
  { to: 'queued', reason: 'agent_failed', summary, delayMs: 0 },
];

/** Every event of the table, with each move that it may make. */
const events: Readonly<Record<RequestEvent['type'], readonly RequestEvent[]>> = {
  claimed: [{ type: 'claimed' }],
  claim_unconfirmed: [{ type: 'claim_unconfirmed' }],
  launched: [{ type: 'launched' }],
  attempt_over: verdicts.map((verdict) => ({ type: 'attempt_over', verdict })),
  pull_request_merged: [{ type: 'pull_request_merged' }],
  pull_request_closed: [{ type: 'pull_request_closed' }],
  issue_completed: [{ type: 'issue_completed' }],
  cancelled: [{ type: 'cancelled', reason: 'issue_closed' }],
  feedback_received: [{ type: 'feedback_received' }],
  retried: [{ type: 'retried' }],
};

function moveRow(moves: readonly RequestEvent[]): string[] {
  const type = moves[0]?.type ?? 'claimed';
  const from: readonly RequestState[] = allowedFrom[type];
  const results = moves.map((event) => transition(from[0] ?? 'queued', event));
  const moved = results.flatMap((result) => (result.kind === 'moved' ? [result] : []));
  return [code(type), codes(from), codes(moved.map(({ to }) => to)), reasonCell(type, moved[0]?.reason)];
}

function reasonCell(type: RequestEvent['type'], fixed: Reason | null | undefined): string {
  if (type === 'attempt_over') return 'by the table of ends';
  if (type === 'cancelled') return "the canceller's";
  return fixed ? code(fixed) : '–';
}

const settled: EndCause = { kind: 'settled' };
const message = 'Why.';

/** The facts that each row of the table of ends speaks of. */
const seen: Readonly<Record<string, Partial<EndFacts> & { cause: EndCause }>> = {
  'pull request merged': { cause: { kind: 'cancelled', reason: 'by_operator' }, pullRequest: 'merged' },
  'cancelled, also after the end had begun': {
    cause: settled,
    cancelledSince: 'by_operator',
    pullRequest: 'open',
  },
  'lease lost': { cause: { kind: 'lease_lost', why: 'expired' }, pullRequest: 'open' },
  'pull request closed': { cause: settled, pullRequest: 'closed' },
  'not started, whatever pull request an earlier attempt left': {
    cause: { kind: 'not_started', reason: 'launch_failed', message },
    pullRequest: 'open',
  },
  'remote cannot be asked': { cause: settled, pullRequest: 'unknown' },
  'remote cannot be asked for 15 minutes': {
    cause: settled,
    pullRequest: 'unknown',
    verifyingForMs: 900_000,
  },
  'pull request open': { cause: { kind: 'exited', status: 1 }, pullRequest: 'open', noChange: message },
  '`finish`, then exited or settled': { cause: { kind: 'exited', status: 1 }, noChange: message },
  'exit 0': { cause: { kind: 'exited', status: 0 } },
  settled: { cause: settled },
  'exit 1, or by a signal': { cause: { kind: 'exited', status: 137 } },
  'turn failed': { cause: { kind: 'turn_failed', message } },
  lost: { cause: { kind: 'lost' } },
  unauthorized: { cause: { kind: 'unauthorized', message } },
  stalled: { cause: { kind: 'stalled', quietForMs: 1, question: null } },
  'time limit': { cause: { kind: 'time_limit', limitMs: 1 } },
};

function outcomeOf(row: string): string {
  const facts = seen[row];
  if (facts === undefined) return `no facts for: ${row}`;
  const usual = {
    cancelledSince: null,
    pullRequest: 'none',
    noChange: null,
    refusal: null,
    warning: null,
  } as const;
  const judgement = judgeEnd({ ...usual, verifyingForMs: 0, verifyLimitMs: 900_000, ...facts });
  return judgement.kind === 'verifying' ? 'verifying' : code(judgement.outcome);
}

describe('the SPEC', () => {
  it('has the moves of a request as the program makes them', () => {
    expect(tableRows(spec, 'request moves')).toEqual(Object.values(events).map(moveRow));
  });

  it('describes every state of a request', () => {
    for (const state of requestStates) expect(spec).toContain(`\n| ${code(state)} | `);
  });

  it('has every reason with its meaning', () => {
    const rows = reasonNames.map((name) => [code(name), code(reasons[name].ends), reasons[name].means]);
    expect(tableRows(spec, 'reasons')).toEqual(rows);
  });

  it('has the table of ends as the program judges', () => {
    const rows = tableRows(spec, 'ends').map(([row = '']) => row);
    expect(rows).toEqual(Object.keys(seen));
    expect(tableRows(spec, 'ends')).toEqual(rows.map((row) => [row, outcomeOf(row)]));
  });

  it('has the moves of a session', () => {
    const rows = Object.entries(sessionMoves).map(([from, to]) => [code(from), codes(to)]);
    expect(tableRows(spec, 'session moves')).toEqual(rows);
  });

  it('has every reason to keep a workspace', () => {
    const rows = Object.entries(keepReasons).map(([why, means]) => [code(why), means]);
    expect(tableRows(spec, 'keep reasons')).toEqual(rows);
  });

  it('says what a queued request may wait for', () => {
    const rows = Object.entries(waitReasons).map(([why, means]) => [code(why), means]);
    expect(tableRows(spec, 'wait reasons')).toEqual(rows);
  });

  it('says how a worker finds the sessions of the one before', () => {
    const rows = Object.entries(adoptions).map(([word, means]) => [code(word), means]);
    expect(tableRows(spec, 'adoptions')).toEqual(rows);
  });

  it('has every kind of stale record', () => {
    const rows = Object.entries(staleKinds).map(([kind, found]) => [code(kind), found]);
    expect(tableRows(spec, 'stale kinds')).toEqual(rows);
  });

  it('gives every reason of quarantine', () => {
    const rows = Object.entries(quarantineReasons).map(([why, means]) => [code(why), means]);
    expect(tableRows(spec, 'quarantine reasons')).toEqual(rows);
  });

  it('says where feedback comes from', () => {
    const words = tableRows(spec, 'feedback sources').map(([word]) => word);
    expect(words).toEqual(feedbackSources.map(code));
  });

  it.each<[string, readonly string[]]>([
    ['activities', activities],
    ['proofs', proofs],
    ['feedback statuses', feedbackStatuses],
    ['thread wishes', threadWishes],
    ['thread states', threadStates],
    ['worker health', workerHealths],
  ])('lists all %s', (name, words) => {
    expect(listedWords(spec, name)).toEqual(words);
  });
});

const invariants = Array.from(
  spec.matchAll(/^\| ([a-z ]+) \| .+ \| (`test\/.+`) \|$/gm),
  ([, name = '', files = '']) => {
    return [name, codeWords(files)] as const;
  },
);

describe('what always holds', () => {
  it('has seven names that pure code can show', () => {
    expect(invariants).toHaveLength(7);
  });

  it.each(invariants)('%s: is the name of a test in each file that is said to show it', (name, files) => {
    expect(files.filter((file) => !readDocument(file).includes(`'${name}: `))).toEqual([]);
  });
});
