import { expect, test } from 'vitest';
import { githubLines } from '../../../src/cli/output/github-lines.ts';
import { openOutput } from '../../../src/cli/output/output.ts';
import type { GitHubStatus } from '../../../src/protocol/github-status.ts';

const nowMs = Date.parse('2030-01-02T12:00:00Z');
const output = openOutput({ json: false, noColor: true });
const quota = { limit: 5_000, used: 412, resetAt: '2030-01-02T12:34:00Z' };
const pause = { until: '2030-01-02T12:10:00Z', why: 'quota_spent' } as const;

const idle: GitHubStatus = { quota: null, pause: null, trouble: null, silentWebhooks: [] };
const silentWebhooks = [{ repository: 'acme/widgets', since: '2030-01-02T10:00:00Z' }];

test.each<[GitHubStatus | null, string[]]>([
  [null, []],
  [idle, ['github         quota not known now']],
  [{ ...idle, quota }, ['github         412 of 5000 calls used, anew in 34m']],
  [
    { ...idle, quota, pause },
    ['github         412 of 5000 calls used, anew in 34m; waits for 10m: the quota is spent'],
  ],
  [
    { ...idle, pause: { ...pause, why: 'secondary_limit' } },
    ['github         quota not known now; waits for 10m: GitHub limits calls that come too fast'],
  ],
  [
    { ...idle, trouble: { since: '2030-01-02T11:58:00Z', message: 'GET /user was answered with 401' } },
    [
      'github         quota not known now',
      '               tells nothing for 2m: GET /user was answered with 401',
    ],
  ],
  [
    { ...idle, silentWebhooks },
    [
      'github         quota not known now',
      '               no webhook has told of acme/widgets for 2h: planeguard doctor',
    ],
  ],
])('of GitHub as %j a glance shows %j', (github, lines) => {
  expect(githubLines(output, github, nowMs)).toEqual(lines);
});
