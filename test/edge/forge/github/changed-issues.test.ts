import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/edge/clock.ts';
import { GitHubApi } from '../../../../src/edge/forge/github/github-api.ts';
import { listChangedIssues } from '../../../../src/edge/forge/github/issues.ts';
import { httpServer } from '../../../support/http-server.ts';

const startMs = Date.parse('2030-01-01T00:00:00Z');
const timeOf = (second: number): string => new Date(startMs + second * 1_000).toISOString();

interface Listed {
  number: number;
  second: number;
}

/** GitHub's list of issues, and what happens to it between two questions. */
async function forgeOf(issues: Listed[], meanwhile: (asked: number) => void = () => undefined) {
  const asked: string[] = [];
  const apiUrl = await httpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://forge');
    const page = Number(searchParams.get('page'));
    const since = searchParams.get('since');
    const wanted = issues
      .filter(({ second }) => since === null || timeOf(second) >= since)
      .toSorted((one, other) => one.second - other.second || one.number - other.number);
    const more = wanted.length > page * 100;
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(more ? { link: '<http://forge>; rel="next"' } : {}),
    });
    response.end(JSON.stringify(wanted.slice((page - 1) * 100, page * 100).map(issueOf)));
    asked.push(`since ${since} page ${page}`);
    meanwhile(asked.length);
  });
  const api = new GitHubApi({ apiUrl, token: () => Promise.resolve('t'), clock: systemClock });
  const list = async (sinceMs: number | null) =>
    (await listChangedIssues(api, { owner: 'acme', repo: 'widgets' }, { sinceMs, label: 'agent' })).map(
      ({ number }) => number,
    );
  return { list, asked };
}

const issueOf = ({ number, second }: Listed) => ({
  number,
  html_url: `http://forge/${number}`,
  title: '',
  state: 'open',
  labels: [],
  created_at: timeOf(0),
  updated_at: timeOf(second),
});

const numbered = (count: number, secondOf: (number: number) => number): Listed[] =>
  Array.from({ length: count }, (_, at) => ({ number: at + 1, second: secondOf(at + 1) }));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

test.each([null, startMs])(
  'issues that are changed while the list is read push none out of it, since %s',
  async (sinceMs) => {
    const issues = numbered(250, (number) => number);
    const { list } = await forgeOf(issues, (asked) => {
      const changed = issues[asked - 1];
      if (changed !== undefined) changed.second = 1_000 + asked;
    });
    const found = await list(sinceMs);
    expect(found.toSorted((one, other) => one - other)).toEqual(upTo(250));
  },
);

test('more issues than a page that were changed within one second are all listed, each once', async () => {
  const { list } = await forgeOf(numbered(250, () => 7));
  expect((await list(startMs)).toSorted((one, other) => one - other)).toEqual(upTo(250));
});

test('of too many the first are listed, in the order of their changes, and a look since the last goes on', async () => {
  const { list, asked } = await forgeOf(numbered(6_000, (number) => number));
  const found = await list(startMs);
  expect([found[0], asked.length]).toEqual([1, 50]);
  expect(found).toEqual(upTo(found.length));
  expect((await list(startMs + found.length * 1_000)).at(-1)).toBe(6_000);
});
