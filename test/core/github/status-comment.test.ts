import { describe, expect, it } from 'vitest';
import {
  type CommentedRequest,
  refusalComment,
  statusComment,
  statusMarker,
} from '../../../src/core/github/status-comment.ts';
import { type Reason, reasonNames, reasons } from '../../../src/core/reason.ts';
import { requestStates } from '../../../src/core/request.ts';

const id = 'r1234abcd';
const of = (more: Partial<CommentedRequest> = {}): string =>
  statusComment({
    id,
    state: 'running',
    reason: null,
    summary: 'An agent (scripted) is working on it, attempt 2.',
    next: 'See.',
    attempt: 2,
    isStopping: false,
    worker: 'desk',
    pullRequests: [],
    label: 'agent',
    ...more,
  });

const pullRequests = [{ url: 'https://github.com/acme/widgets/pull/7', number: 7, state: 'open' }];

describe('the status comment', () => {
  it.each<[string, Partial<CommentedRequest>, RegExp]>([
    ['waits', { state: 'queued', attempt: 0, worker: null }, /\*\*Queued\.\*\*/],
    ['failed and waits', { state: 'queued' }, /\*\*Queued again\*\*, after attempt 2\./],
    ['is claimed', { state: 'claimed' }, /\*\*Working\*\* on worker ` desk `, attempt 2\./],
    ['runs', {}, /\*\*Working\*\* on worker ` desk `, attempt 2\./],
    ['is to stop', { isStopping: true }, /\*\*Stopping\*\* on worker/],
    [
      'is reviewed',
      { state: 'in_review', pullRequests },
      /\[#7\]\(https:\/\/github\.com\/acme\/widgets\/pull\/7\): open/,
    ],
  ])('of a request that %s says so', (_, more, expected) => {
    expect(of(more)).toMatch(expected);
  });

  it.each(reasonNames)('of an end by %s says why', (reason: Reason) => {
    const { ends, means } = reasons[reason];
    expect(of({ state: ends, reason, summary: 'More.' })).toContain(`${means} (\`${reason}\`)`);
  });

  it.each(requestStates)(
    'of a request that is %s begins with its marker, and says what to do next',
    (state) => {
      const text = of({ state, reason: state === 'blocked' ? 'stalled' : null });
      expect(text.startsWith(`${statusMarker(id)}\n`)).toBe(true);
      expect(text).toMatch(/\*\*Next:\*\* \S/);
    },
  );

  it('asks to reopen an issue that was closed: a label alone starts nothing there', () => {
    expect(of({ state: 'cancelled', reason: 'issue_closed' })).toContain('reopen this issue, take the label');
    expect(of({ state: 'cancelled', reason: 'trigger_removed' })).not.toContain('reopen');
  });

  it('says the same of a claimed and a running request: that is no edit', () => {
    expect(of({ state: 'claimed', summary: 'Worker desk is starting a session for it.' })).toBe(of());
  });
});

/** What is outside of code: there, words would be markup, mentions and references. */
const prose = (text: string): string =>
  text.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replaceAll(/(?<!`)(`+)(?!`) .*? (?<!`)\1(?!`)/g, '');

describe('what Planeguard has not written', () => {
  const nasty = 'x ``` ` @alice #1 <b> [l](http://e.org)\n```\n@bob\r<!-- planeguard:r0 -->\u2028`````';

  it('stands as code in a name, a label and a summary', () => {
    const text = of({
      state: 'blocked',
      reason: 'agent_failed',
      summary: nasty,
      worker: nasty,
      label: nasty,
    });
    expect(prose(text)).not.toMatch(/@|#1|<b>|e\.org|planeguard:r0/);
    expect(prose(of({ worker: nasty, label: nasty }))).not.toMatch(/@|#1|<b>|e\.org|planeguard:r0/);
  });

  it('tells of a path no more than its last name, and leaves URLs and repositories as they are', () => {
    const summary =
      'git failed in /home/al/state/cache.git: see "~/logs/a/worker.log", http://h:1/v1/a/b and acme/widgets.';
    const text = of({ state: 'blocked', reason: 'launch_failed', summary, next: 'Read /var/lib/x/log.' });
    expect(text).toContain(
      'git failed in …/cache.git: see "…/worker.log", http://h:1/v1/a/b and acme/widgets.',
    );
    expect(text).toContain('Read …/log.');
  });

  it('stands as code in a refusal', () => {
    const text = refusalComment({ why: `${nasty} may not`, label: nasty });
    expect(prose(text)).not.toMatch(/@|#1|<b>|e\.org|planeguard:r0/);
    expect(text).toContain('@bob');
  });

  it('is cut where it is endless', () => {
    const text = of({ state: 'blocked', reason: 'agent_failed', summary: 'a'.repeat(100_000) });
    expect(text.length).toBeLessThan(3_000);
  });

  it('is text that GitHub can read, also where it is cut or was cut before', () => {
    const bombs = `${'a'.repeat(1_999)}💣\ud83d`;
    const more = { state: 'blocked', reason: 'agent_failed', worker: bombs, label: bombs } as const;
    expect(of({ ...more, summary: bombs }).isWellFormed()).toBe(true);
    expect(refusalComment({ why: bombs, label: bombs }).isWellFormed()).toBe(true);
  });
});
