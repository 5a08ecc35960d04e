import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/edge/clock.ts';
import { GitHubApi } from '../../../../src/edge/forge/github/github-api.ts';
import { readIssue } from '../../../../src/edge/forge/github/issues.ts';
import { startGitHub } from '../../../support/github/github-place.ts';
import { tokenOf } from '../../../support/github/people.ts';
import { until } from '../../../support/until.ts';
import { at } from './api-of.ts';

test('an issue that is closed between the question how it is and who labelled it is seen closed, not without its label', async () => {
  const { url, persons, faults } = await startGitHub();
  const { number } = await persons.openIssue({ labels: ['agent'] });
  const api = new GitHubApi({
    apiUrl: url,
    token: () => Promise.resolve(tokenOf('bob')),
    clock: systemClock,
  });
  const slow = faults.strike({ fault: 'slow', route: /issues\/\d+\/events/ });

  const reading = readIssue(api, at, { number, label: 'agent' });
  await until('the second question is asked', () => slow.met.length === 1);
  await persons.close(number, 'completed');
  expect((await reading)?.seen).toMatchObject({ state: 'closed', closedAs: 'completed' });

  slow.end();
  await persons.reopen(number);
  const reopened = await readIssue(api, at, { number, label: 'agent' });
  expect(reopened?.seen).toMatchObject({ state: 'open', triggerId: null });
});
