import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { requestViewSchema } from '../../src/protocol/request.ts';
import { git } from '../support/git-repository.ts';
import { processesNaming } from '../support/global-processes.ts';
import { Place } from '../support/place.ts';
import { restingRequest, stateReached } from '../support/resting-request.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { codexPerson } from './codex-person.ts';
import { howToInstall, isInstalled } from './installed.ts';
import { type MockModel, type Script, startMockModel } from './mock-model.ts';
import {
  asksForApproval,
  declaresNoChange,
  needsReminder,
  needsRetry,
  neverOpens,
  opensPullRequest,
  unauthorized,
} from './scripts.ts';

describe.skipIf(!isInstalled('codex'))(
  `a request to the real Codex (${howToInstall})`,
  { timeout: 90_000 },
  () => {
    test('becomes a pull request that is merged, and nothing is left', async () => {
      const { place } = await setUp(opensPullRequest);
      const run = await runCodex(place);
      expect(run).toMatchObject({ exit: 0, request: { state: 'in_review', reason: null } });
      expect(processesNaming(place.folder)).toEqual([]);
      expect(await place.planeguard('pr', 'merge', run.request.id)).toMatchObject({ exit: 0 });
      const shown = await place.planeguard('show', run.request.id, '--json');
      expect(JSON.parse(shown.stdout)).toMatchObject({ state: 'done', reason: 'merged' });
      expect(git(place.repository, 'log', '--all', '--format=%s')).toContain('Say hello');
      expect(processesNaming(place.folder)).toEqual([]);
    });

    test('that forgets the pull request is reminded once', async () => {
      const { place, model } = await setUp(needsReminder);
      expect(await runCodex(place)).toMatchObject({ exit: 0, request: { state: 'in_review' } });
      expect(model.prompts()).toHaveLength(2);
      expect(model.prompts()[1]).toMatch(/^Message from Planeguard:/);
    });

    test('that is retried goes on in its conversation and with its work', async () => {
      const { place, model } = await setUp(needsRetry);
      await place.up();
      const { request } = await runCodex(place);
      expect(request).toMatchObject({ state: 'blocked', reason: 'exited_without_pr' });
      await place.planeguard('retry', request.id);
      await until('the second attempt', async () => {
        return (await place.client.showRequest(request.id)).attempt === 2;
      });
      expect(await restingRequest(place, request.id)).toMatchObject({ state: 'in_review' });
      // The script counts the turns of one conversation: a new one would have begun with the first again.
      expect(model.prompts()).toHaveLength(3);
    });

    test('that is cancelled while it asks for an approval does not get it', async () => {
      const { place } = await setUp(asksForApproval);
      await place.up();
      const args = ['--repo', place.repository, '--agent', 'codex', '--prompt', 'Say hello', '--json'];
      const { id } = requestViewSchema.parse(JSON.parse((await place.planeguard('run', ...args)).stdout));
      const workspace = await until('it asks', () => workspaceWaiting(place, id));
      await place.planeguard('cancel', id);
      await stateReached(place, id, 'cancelled');
      expect(existsSync(join(workspace, 'outside'))).toBe(false);
    });

    test.each<[string, Script, string, number]>([
      ['never opens one', neverOpens, 'exited_without_pr', 1],
      ['says that nothing is to change', declaresNoChange, 'no_change_needed', 0],
      ['may not use its model', unauthorized, 'agent_unauthorized', 1],
    ])('that %s ends with that reason', async (_, script, reason, exit) => {
      const { place } = await setUp(script);
      expect(await runCodex(place)).toMatchObject({ exit, request: { reason } });
      expect(processesNaming(place.folder)).toEqual([]);
    });

    test('of somebody who is not logged in is refused before a terminal waits for them', async () => {
      const { place } = await setUp([]);
      delete place.env.MOCK_API_KEY;
      const { request } = await runCodex(place);
      expect(request).toMatchObject({ state: 'blocked', reason: 'agent_unauthorized' });
      expect(request.summary).toContain('MOCK_API_KEY');
    });
  },
);

async function setUp(script: Script): Promise<{ place: Place; model: MockModel }> {
  const model = await startMockModel(script);
  onTestFinished(() => model.stop());
  const place = new Place({ env: codexPerson(join(temporaryFolder(), 'home'), model.url) });
  return { place, model };
}

/** Queues a request and waits for its end, without a control plane. */
async function runCodex(place: Place) {
  const args = ['--repo', place.repository, '--agent', 'codex', '--prompt', 'Say hello', '--wait', '--json'];
  const { exit, stdout, stderr } = await place.planeguard('run', ...args);
  if (stdout === '') throw new Error(stderr);
  return { exit, request: requestViewSchema.parse(JSON.parse(stdout)) };
}

/** The workspace of a session whose agent has asked something; null before. */
async function workspaceWaiting(place: Place, id: string): Promise<string | null> {
  const { session } = await place.client.showRequest(id);
  return session?.activity === 'waiting_for_input' ? session.workspace : null;
}
