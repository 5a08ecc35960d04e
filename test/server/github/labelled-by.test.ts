import { expect, test } from 'vitest';
import { openOutput } from '../../../src/cli/output/output.ts';
import { requestLines } from '../../../src/cli/output/request-lines.ts';
import { lookAtIssue } from '../../../src/server/github/look-at-issue.ts';
import { requestView } from '../../../src/server/views/request-view.ts';
import { cancelRequest } from '../../../src/store/cancel-request.ts';
import { listEvents } from '../../../src/store/list-events.ts';
import { githubParts } from '../../support/github/github-parts.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const place = sharedGitHub();

test('a request says which issue started it and who applied the label, its events too, each time anew', async () => {
  const { persons, url } = place();
  const { parts, github, repository, requestOf } = await githubParts(place());
  const { number } = await persons.openIssue({ labels: ['agent'] });
  await lookAtIssue(parts, github, { repository, number });
  const id = (await requestOf(number))?.id ?? '';
  const issue = `${url}/acme/widgets/issues/${number}`;
  const shown = async () =>
    requestLines(openOutput({ json: false, noColor: true }), await requestView(parts, id), Date.now());
  const events = () => listEvents(parts.db, { requestId: id, afterSeq: 0, limit: 100 });
  expect(await shown()).toContain(`issue         ${issue}, labelled by alice`);
  expect(await events()).toContainEqual(
    expect.objectContaining({ kind: 'queued', data: expect.objectContaining({ issue, by: 'alice' }) }),
  );

  await parts.writer.write((write) => cancelRequest(write, id, 'by_operator'));
  await persons.unlabel(number);
  await persons.label(number, 'agent', 'bob');
  await lookAtIssue(parts, github, { repository, number });
  expect(await shown()).toContain(`issue         ${issue}, labelled by bob`);
  expect(await events()).toContainEqual(
    expect.objectContaining({ kind: 'issue_labelled', data: { by: 'bob' } }),
  );
});
