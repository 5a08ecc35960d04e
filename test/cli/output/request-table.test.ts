import { expect, it } from 'vitest';
import { openOutput } from '../../../src/cli/output/output.ts';
import { requestTable } from '../../../src/cli/output/request-table.ts';
import type { RequestRow } from '../../../src/protocol/request.ts';

const row: RequestRow = {
  id: 'r1',
  state: 'in_review',
  reason: null,
  summary: '',
  next: '',
  repository: 'acme/widgets',
  issueNumber: 12,
  issueUrl: 'https://github.com/acme/widgets/issues/12',
  labelledBy: 'alice',
  title: 'Say hello',
  agent: 'codex',
  createdAt: '2030-01-01T00:00:00.000Z',
  updatedAt: '2030-01-01T00:00:00.000Z',
  attempt: 1,
  notBefore: null,
  waiting: null,
  pullRequest: {
    url: 'https://github.com/acme/widgets/pull/13',
    number: 13,
    state: 'open',
    checks: { state: 'failing', failing: ['build'], pending: [], required: null },
  },
  salvage: [],
  session: null,
  threads: [],
};

const lines = (items: RequestRow[]): string[] =>
  requestTable(openOutput({ json: false, noColor: true }), items, Date.parse(row.updatedAt) + 5_000);

it('names the issue of a request, its pull request, and whether its checks pass', () => {
  expect(lines([row])[1]).toMatch(
    /^r1 {2}in_review +5s +acme\/widgets +#12 +#13 open, checks failing +Say hello$/,
  );
});

it('leaves out what a request has not', () => {
  const plain = { ...row, issueNumber: null, issueUrl: null, labelledBy: null, pullRequest: null };
  expect(lines([plain])[1]).toMatch(/^r1 {2}in_review +5s +acme\/widgets +Say hello$/);
});
