import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readDelivery, type Subject } from '../../../src/core/github/delivery.ts';
import { publishedPayloads } from '../../support/github/published-payloads.ts';

const repository = { full_name: 'acme/widgets' };
const issue = { kind: 'issue', number: 7 } as const;
const pullRequest = { kind: 'pull_request', number: 7 } as const;
const all = { kind: 'repository' } as const;

test.each<[event: string, payload: object, Subject[]]>([
  ['issues', { issue: { number: 7 } }, [issue]],
  ['issues', { issue: { number: 7, pull_request: {} } }, [pullRequest]],
  ['issue_comment', { issue: { number: 7 } }, [issue]],
  ['issue_comment', { issue: { number: 7, pull_request: {} } }, [pullRequest]],
  ['pull_request', { pull_request: { number: 7 } }, [pullRequest]],
  ['pull_request_review', { pull_request: { number: 7 } }, [pullRequest]],
  ['pull_request_review_comment', { pull_request: { number: 7 } }, [pullRequest]],
  ['check_run', { check_run: { pull_requests: [{ number: 7 }, {}, null, { number: 0 }] } }, [pullRequest]],
  ['check_suite', { check_suite: { pull_requests: [] } }, []],
  ['check_suite', { check_suite: { pull_requests: 'x' } }, []],
  ['delete', {}, [all]],
  ['push', {}, [all]],
  ['repository', {}, [all]],
  ['status', {}, [all]],
  ['ping', { issue: { number: 7 } }, []],
  ['constructor', { issue: { number: 7 } }, []],
  ['issues', { pull_request: { number: 7 } }, []],
  ['issues', { issue: { number: 7.5 } }, []],
  ['issues', { issue: { number: -7 } }, []],
  ['issues', { issue: { number: '7' } }, []],
  ['issues', { issue: { number: 2 ** 53 } }, []],
])('%s with %j is about %j', (event, payload, subjects) => {
  expect(readDelivery(event, { ...payload, repository })).toEqual({
    action: null,
    repository: 'acme/widgets',
    subjects,
  });
});

test.each([
  ['labeled', 'labeled'],
  ['labeled;x', null],
  ['a'.repeat(65), null],
  ['', null],
  [7, null],
])('the action %j is kept as %j', (action, kept) => {
  expect(readDelivery('issues', { action, repository })).toMatchObject({ action: kept });
});

test.each([
  ['acme/widgets', 'acme/widgets'],
  ['a.b/c_d-e', 'a.b/c_d-e'],
  ['acme', null],
  ['acme/widgets/more', null],
  ['acme/widgets\n', null],
  [{}, null],
])('the repository %j is kept as %j', (name, kept) => {
  expect(readDelivery('issues', { repository: { full_name: name } })).toMatchObject({ repository: kept });
});

test('whatever a payload is made of, it is read without an error, and only what can be looked at is kept', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('issues', 'pull_request', 'check_run', 'check_suite', 'push', 'x'),
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('action', 'issue', 'pull_request', 'check_run', 'repository'),
        fc.anything(),
      ),
      (event, value, fields) => {
        for (const payload of [value, fields, { ...fields, repository: fields }]) {
          const read = readDelivery(event, payload);
          expect(read.action ?? 'none').toMatch(/^\w{1,64}$/);
          expect(read.repository ?? 'no/ne').toMatch(/^[\w.-]+\/[\w.-]+$/);
          for (const subject of read.subjects)
            expect(
              subject.kind === 'repository' || (Number.isSafeInteger(subject.number) && subject.number > 0),
            ).toBe(true);
        }
      },
    ),
  );
});

const publishedOf = (...events: string[]) => publishedPayloads.filter(({ event }) => events.includes(event));

/** What the address of a page, or of the API, says that it shows. */
function shownAt(url: string): Subject | null {
  const [, kind, number] = /\/(issues|pulls?)\/(\d+)$/.exec(url) ?? [];
  if (kind === undefined) return null;
  return { kind: kind === 'issues' ? 'issue' : 'pull_request', number: Number(number) };
}

describe('a payload that GitHub has published', () => {
  it('is about the issue or pull request whose page it names', () => {
    // The page of the transferred one is that of a pull request elsewhere.
    const usual = publishedOf('issues', 'issue_comment', 'pull_request').filter(
      ({ payload }) => payload.action !== 'transferred',
    );
    expect(usual.length).toBeGreaterThan(60);
    for (const { event, payload } of usual) {
      const { html_url: page = '' } = payload.issue ?? payload.pull_request ?? {};
      expect(readDelivery(event, payload).subjects).toEqual([shownAt(page)]);
    }
  });

  it('of a check is about the pull requests that it names', () => {
    const checks = publishedOf('check_run', 'check_suite').map(({ event, payload }) => {
      const urls = JSON.stringify(payload).matchAll(/"url":"([^"]+\/pulls\/\d+)"/g);
      const named = new Set(Array.from(urls, ([, url = '']) => url));
      return { named: [...named].map(shownAt), subjects: readDelivery(event, payload).subjects };
    });
    expect(checks.some(({ named }) => named.length > 0)).toBe(true);
    for (const { named, subjects } of checks) expect(subjects).toEqual(named);
  });

  it('of any event keeps its repository and what happened, and of some there is something to look at', () => {
    const telling = new Set<string>();
    for (const { event, payload } of publishedPayloads) {
      const read = readDelivery(event, payload);
      expect(read.repository).toBe(payload.repository?.full_name ?? null);
      // What this one says is any text of who sent it.
      if (event !== 'repository_dispatch') expect(read.action).toBe(payload.action ?? null);
      if (read.subjects.length > 0) telling.add(event);
    }
    expect([...telling].toSorted()).toEqual([
      'check_run',
      'check_suite',
      'delete',
      'issue_comment',
      'issues',
      'pull_request',
      'pull_request_review',
      'pull_request_review_comment',
      'push',
      'repository',
      'status',
    ]);
  });
});
