import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TurnFact } from '../../src/core/turn.ts';
import type { AgentFacts } from '../../src/edge/agents/agent.ts';
import { git } from '../support/git-repository.ts';
import { processesNaming } from '../support/global-processes.ts';
import { until } from '../support/until.ts';
import {
  factsOf,
  newPlace,
  type Place,
  startAgent,
  type Terminal,
  type TerminalOptions,
} from './agent-terminal.ts';
import { codexPerson } from './codex-person.ts';
import { howToInstall, isInstalled } from './installed.ts';
import { type Script, startMockModel } from './mock-model.ts';
import { asksForApproval, neverOpens, unauthorized } from './scripts.ts';

const hook = '\n[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "touch hook-ran"\n';

describe.skipIf(!isInstalled('codex'))(`the real Codex TUI (${howToInstall})`, { timeout: 60_000 }, () => {
  test('works on its prompt, and the end of its turn is seen', async () => {
    const { place, env } = await setUp(neverOpens);
    const codex = await startCodex({ place, env });
    const facts = await reaches(place, codex, 'completed');
    expect(facts.turn).toMatchObject({ message: 'The greeting is there.' });
    expect(facts.conversation).toMatch(/^[0-9a-f-]{36}$/);
    expect(git(place.workspace, 'log', '--format=%s')).toContain('Say hello');
    await codex.submit(codex.agent.quitText ?? '');
    await codex.ended();
  });

  test('leaves no daemon when it has left', async () => {
    const { place, env } = await setUp(neverOpens);
    const codex = await startCodex({ place, env });
    await reaches(place, codex, 'completed');
    await codex.submit('/quit');
    await codex.ended();
    await until('nothing is left', () => processesNaming(place.paths.agentHome).length === 0);
  });

  test('goes on in the same turn record when somebody writes to it', async () => {
    const { place, env, model } = await setUp([[{ say: 'First.' }], [{ say: 'Second.' }]]);
    const codex = await startCodex({ place, env });
    await reaches(place, codex, 'completed');
    await codex.submit('And now the rest, please.');
    const facts = await until('the second turn', () => {
      const seen = factsOf('codex', place);
      return seen.turn.state === 'completed' && seen.turn.message === 'Second.' && seen;
    });
    expect(facts.conversation).not.toBeNull();
    expect(model.prompts().at(-1)).toBe('And now the rest, please.');
  });

  test('resumes the conversation in another workspace, and old turns do not count', async () => {
    const { place, env, model } = await setUp([
      [{ say: 'First.' }],
      [{ run: 'sleep 2' }, { say: 'Second.' }],
    ]);
    const first = await startCodex({ place, env });
    const { conversation } = await reaches(place, first, 'completed');
    await first.submit('/quit');
    await first.ended();
    const next = newPlace();
    const codex = await startCodex({
      place: next,
      env,
      resume: { conversation, agentHome: place.paths.agentHome },
    });
    expect(factsOf('codex', next).turn).toEqual({ state: 'unknown' });
    const facts = await reaches(next, codex, 'completed');
    expect(facts).toMatchObject({ conversation, turn: { message: 'Second.' } });
    expect(model.prompts()).toHaveLength(2);
  });

  test('a refused key is an unauthorized turn', async () => {
    const { place, env } = await setUp(unauthorized);
    const codex = await startCodex({ place, env });
    const { turn } = await reaches(place, codex, 'failed');
    expect(turn).toMatchObject({ failure: 'unauthorized', message: expect.stringContaining('401') });
  });

  test('a question for approval is seen as waiting for input', async () => {
    const { place, env } = await setUp(asksForApproval);
    const codex = await startCodex({ place, env });
    const { turn } = await reaches(place, codex, 'waiting_for_input');
    expect(turn).toMatchObject({ message: expect.stringContaining('May I?') });
    await until('the question is on the screen', () => codex.screen().includes('Would you like to run'));
  });

  test('a hook that nobody has reviewed does not stop the start', async () => {
    const { place, env } = await setUp([[{ say: 'Done.' }]], hook);
    const codex = await startCodex({ place, env });
    await reaches(place, codex, 'completed');
  });

  test.each([
    ['hooks', ['--enable', 'hooks', '--dangerously-bypass-hook-trust'], [[{ say: 'Done.' }]], hook],
    ['never asking', ['--ask-for-approval', 'never'], asksForApproval, ''],
  ])('the person’s own arguments win: %s', async (_, args, script, config) => {
    const { place, env } = await setUp(script, config);
    const codex = await startCodex({ place, env, settings: { args } });
    await reaches(place, codex, 'completed');
    if (config === hook) await until('the hook ran', () => existsSync(join(place.workspace, 'hook-ran')));
  });
});

const startCodex = (options: Omit<TerminalOptions, 'agent'>) => startAgent({ agent: 'codex', ...options });

async function setUp(script: Script, config = '') {
  const model = await startMockModel(script);
  onTestFinished(() => model.stop());
  const place = newPlace();
  const env = codexPerson(place.home, model.url, config);
  return { place, env, model };
}

/** A fresh follower each time: a worker that was started again sees the same. */
async function reaches(place: Place, codex: Terminal, state: TurnFact['state']): Promise<AgentFacts> {
  const probe = () => {
    const facts = factsOf('codex', place);
    return facts.turn.state === state && facts;
  };
  return until(() => `a turn that is ${state}; on the screen:\n${codex.screen().trim()}`, probe, 20_000);
}
