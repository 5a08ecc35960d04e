import { expect, test } from 'vitest';
import { githubLine } from '../../../src/cli/output/github-line.ts';
import { openOutput } from '../../../src/cli/output/output.ts';
import type { GitHubStatus } from '../../../src/protocol/github-status.ts';

const nowMs = Date.parse('2030-01-02T12:00:00Z');
const output = openOutput({ json: false, noColor: true });
const quota = { limit: 5_000, used: 412, resetAt: '2030-01-02T12:34:00Z' };
const pause = { until: '2030-01-02T12:10:00Z', why: 'quota_spent' } as const;

test.each<[GitHubStatus | null, string[]]>([
  [null, []],
  [{ quota: null, pause: null }, ['github         quota not known now']],
  [{ quota, pause: null }, ['github         412 of 5000 calls used, anew in 34m']],
  [
    { quota, pause },
    ['github         412 of 5000 calls used, anew in 34m; waits for 10m: the quota is spent'],
  ],
  [
    { quota: null, pause: { ...pause, why: 'secondary_limit' } },
    ['github         quota not known now; waits for 10m: GitHub limits calls that come too fast'],
  ],
])('of GitHub as %j a glance shows %j', (github, lines) => {
  expect(githubLine(output, github, nowMs)).toEqual(lines);
});
