import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { git } from '../support/git-repository.ts';
import { processesNaming } from '../support/global-processes.ts';
import { until } from '../support/until.ts';
import { codexPerson } from './codex-person.ts';
import { howToInstall, isInstalled } from './installed.ts';
import { type MockModel, type Script, startMockModel } from './mock-model.ts';
import { PlaneguardPerson } from './planeguard-cli.ts';
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
      const { person } = await setUp(opensPullRequest);
      const run = await runCodex(person);
      expect(run).toMatchObject({ status: 0, request: { state: 'in_review', reason: null } });
      expect(processesNaming(person.stateDir)).toEqual([]);
      expect(await person.planeguard('pr', 'merge', run.request.id)).toMatchObject({ status: 0 });
      const shown = await person.planeguard('show', run.request.id, '--json');
      expect(JSON.parse(shown.stdout)).toMatchObject({ state: 'done', reason: 'merged' });
      expect(git(person.repository, 'log', '--all', '--format=%s')).toContain('Say hello');
      expect(processesNaming(person.stateDir)).toEqual([]);
    });

    test('that forgets the pull request is reminded once', async () => {
      const { person, model } = await setUp(needsReminder);
      expect(await runCodex(person)).toMatchObject({ status: 0, request: { state: 'in_review' } });
      expect(model.prompts()).toHaveLength(2);
      expect(model.prompts()[1]).toMatch(/^Message from Planeguard:/);
    });

    test('that is retried goes on in its conversation and with its work', async () => {
      const { person, model } = await setUp(needsRetry);
      onTestFinished(async () => void (await person.planeguard('down')));
      expect(await person.planeguard('up', '--detach')).toMatchObject({ status: 0 });
      const { request } = await runCodex(person);
      expect(request).toMatchObject({ state: 'blocked', reason: 'exited_without_pr' });
      await person.planeguard('retry', request.id);
      const retried = await until(
        'the second attempt is over',
        () => endedAttempt(person, request.id, 2),
        30_000,
      );
      expect(retried).toMatchObject({ state: 'in_review' });
      // The script counts the turns of one conversation: a new one would have begun with the first again.
      expect(model.prompts()).toHaveLength(3);
    });

    test('that is cancelled while it asks for an approval does not get it', async () => {
      const { person } = await setUp(asksForApproval);
      onTestFinished(async () => void (await person.planeguard('down')));
      expect(await person.planeguard('up', '--detach')).toMatchObject({ status: 0 });
      const args = ['--repo', person.repository, '--agent', 'codex', '--prompt', 'Say hello', '--json'];
      const { id } = requestSchema.parse(JSON.parse((await person.planeguard('run', ...args)).stdout));
      const workspace = await until('it asks', () => workspaceWaiting(person, id), 30_000);
      await person.planeguard('cancel', id);
      await until('it is over', async () => (await shown(person, id)).state === 'cancelled', 30_000);
      expect(existsSync(join(workspace, 'outside'))).toBe(false);
    });

    test.each<[string, Script, string, number]>([
      ['never opens one', neverOpens, 'exited_without_pr', 1],
      ['says that nothing is to change', declaresNoChange, 'no_change_needed', 0],
      ['may not use its model', unauthorized, 'agent_unauthorized', 1],
    ])('that %s ends with that reason', async (_, script, reason, status) => {
      const { person } = await setUp(script);
      expect(await runCodex(person)).toMatchObject({ status, request: { reason } });
      expect(processesNaming(person.stateDir)).toEqual([]);
    });

    test('of somebody who is not logged in is refused before a terminal waits for them', async () => {
      const { person } = await setUp([]);
      const { MOCK_API_KEY: _, ...env } = person.env;
      person.env = env;
      const { request } = await runCodex(person);
      expect(request).toMatchObject({ state: 'blocked', reason: 'agent_unauthorized' });
      expect(request.summary).toContain('MOCK_API_KEY');
    });
  },
);

async function setUp(script: Script): Promise<{ person: PlaneguardPerson; model: MockModel }> {
  const model = await startMockModel(script);
  onTestFinished(() => model.stop());
  const person = new PlaneguardPerson();
  person.env = codexPerson(person.home, model.url);
  return { person, model };
}

const requestSchema = z.object({
  attempt: z.int(),
  id: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  summary: z.string(),
  session: z.object({ activity: z.string().nullable(), workspace: z.string().nullable() }).nullish(),
});

/** Queues a request and waits for its end, without a control plane. */
async function runCodex(person: PlaneguardPerson) {
  const args = ['--repo', person.repository, '--agent', 'codex', '--prompt', 'Say hello', '--wait', '--json'];
  const { status, stdout, stderr } = await person.planeguard('run', ...args);
  if (stdout === '') throw new Error(stderr);
  return { status, request: requestSchema.parse(JSON.parse(stdout)) };
}

const shown = async (person: PlaneguardPerson, id: string) =>
  requestSchema.parse(JSON.parse((await person.planeguard('show', id, '--json')).stdout));

/** The workspace of a session whose agent has asked something; null before. */
async function workspaceWaiting(person: PlaneguardPerson, id: string): Promise<string | null> {
  const { session } = await shown(person, id);
  return session?.activity === 'waiting_for_input' ? session.workspace : null;
}

async function endedAttempt(person: PlaneguardPerson, id: string, attempt: number) {
  const request = await shown(person, id);
  return request.attempt === attempt && ['in_review', 'blocked', 'done'].includes(request.state) && request;
}
