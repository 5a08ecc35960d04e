import { beforeEach, expect, test, vi } from 'vitest';
import { pollRepository } from '../../../src/server/github/poll-repository.ts';
import { silenceWatch, silentWebhooks } from '../../../src/server/github/silent-webhooks.ts';
import { OwnCondition } from '../../../src/server/own-condition.ts';
import { addDelivery } from '../../../src/store/add-delivery.ts';
import { type GitHubParts, githubParts } from '../../support/github/github-parts.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const place = sharedGitHub();
const aWhileMs = 6 * 60_000;
let control: Pick<GitHubParts, 'parts' | 'github' | 'repository'>;

/** A control plane that has listened for long: GitHub's times are in whole seconds. */
async function listening(config: { webhookSecretFile?: string }): Promise<typeof control> {
  const { parts, github, repository } = await githubParts(place(), {}, config);
  return { parts: { ...parts, condition: new OwnCondition(0) }, github, repository };
}

beforeEach(async () => {
  control = await listening({ webhookSecretFile: 'secret' });
});

/** Somebody labels an issue, and polling finds it. */
async function polledChange(): Promise<void> {
  await place().persons.openIssue({ labels: ['agent'] });
  await pollRepository(control.parts, control.github, control.repository);
}

const delivered = (repository = 'Acme/Widgets') =>
  control.parts.writer.write((write) =>
    addDelivery(write, { id: crypto.randomUUID(), event: 'issues', action: null, repository, subjects: [] }),
  );

/** Of that long from now on. */
async function silentIn(ms: number): Promise<string[]> {
  const { clock } = control.parts;
  const later = { ...control.parts, clock: { ...clock, nowMs: () => clock.nowMs() + ms } };
  return (await silentWebhooks(later)).map(({ repository }) => repository);
}

test('a change that polling has found makes webhooks silent, once none came for some minutes', async () => {
  await polledChange();
  expect(await silentIn(0)).toEqual([]);
  expect(await silentIn(aWhileMs)).toEqual(['acme/widgets']);
});

test('any delivery of the repository ends the silence, one of another does not', async () => {
  await polledChange();
  await delivered('acme/other');
  expect(await silentIn(aWhileMs)).toEqual(['acme/widgets']);
  await delivered();
  expect(await silentIn(aWhileMs)).toEqual([]);
});

test('a poll that nothing follows from, and one without webhooks, tell of no silence', async () => {
  await pollRepository(control.parts, control.github, control.repository);
  await control.parts.db.deleteFrom('forge_cursors').where('kind', '=', 'untold').execute();
  await place().persons.openIssue({ labels: ['bug'] });
  await pollRepository(control.parts, control.github, control.repository);
  expect(await silentIn(aWhileMs)).toEqual([]);
  control = await listening({});
  await polledChange();
  expect(await silentIn(aWhileMs)).toEqual([]);
});

test('what changed before the control plane listened says nothing about webhooks', async () => {
  const { clock } = control.parts;
  control.parts.condition = new OwnCondition(clock.nowMs() + 1_000);
  await polledChange();
  expect(await silentIn(aWhileMs)).toEqual([]);
});

/** As it will be a while from now. */
function later(): typeof control.parts {
  const { parts } = control;
  return { ...parts, clock: { ...parts.clock, nowMs: () => parts.clock.nowMs() + aWhileMs } };
}

test('since when it is silent does not move while it lasts', async () => {
  await polledChange();
  const parts = later();
  const first = await silentWebhooks(parts);
  await polledChange();
  expect(await silentWebhooks(parts)).toEqual(first);
});

test('a silence is said in the log once', async () => {
  await polledChange();
  const parts = later();
  const warned = vi.spyOn(parts.log, 'warn');
  const tell = silenceWatch(parts);
  await tell();
  await tell();
  expect(warned).toHaveBeenCalledOnce();
});

test('a silence that is over does not come back when its delivery is not kept any more', async () => {
  await polledChange();
  await delivered();
  await silenceWatch(control.parts)();
  await control.parts.db.deleteFrom('webhook_deliveries').execute();
  expect(await silentIn(aWhileMs)).toEqual([]);
});
