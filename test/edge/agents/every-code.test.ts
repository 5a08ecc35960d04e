import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TurnFact } from '../../../src/core/turn.ts';
import { agentOf, factsOf, newPlace, type Place, startAgent } from '../../agents/agent-terminal.ts';
import { testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { until } from '../../support/until.ts';

const standIns = join(import.meta.dirname, '../../fixtures/agents');

/** Somebody with Every Code, played by a program that keeps to its documentation, and an API key. */
function setUp(prompt = 'Say hello.') {
  const place = newPlace();
  writeFileSync(place.paths.prompt, prompt);
  writeFiles(place.home, { '.code/config.toml': 'model = "x"\n' });
  const person = testEnvironment();
  const env = {
    ...person,
    HOME: place.home,
    OPENAI_API_KEY: 'sk-1',
    PATH: [standIns, person.PATH].join(delimiter),
    PLANEGUARD_PROMPT_FILE: place.paths.prompt,
  };
  return { place, env };
}

const reaches = (place: Place, state: TurnFact['state']) =>
  until(`a turn that is ${state}`, () => {
    const facts = factsOf('every-code', place);
    return facts.turn.state === state && facts;
  });

describe('Every Code', () => {
  test('works in a home of its own, and the end of its turn is seen', async () => {
    const { place, env } = setUp();
    const terminal = await startAgent({ agent: 'every-code', place, env });
    const facts = await reaches(place, 'completed');
    expect(facts).toMatchObject({
      turn: { message: 'Did: Say hello.' },
      conversation: expect.stringMatching(/^01a2/),
    });
    await terminal.submit('/quit');
    await terminal.ended();
  });

  test('waits for a person until its question is answered', async () => {
    const { place, env } = setUp('may I?');
    const terminal = await startAgent({ agent: 'every-code', place, env });
    await reaches(place, 'waiting_for_input');
    await terminal.submit('yes');
    await reaches(place, 'completed');
  });

  test('that could not authenticate has failed, although its turn also ended', async () => {
    const { place, env } = setUp('refused');
    await startAgent({ agent: 'every-code', place, env });
    await until('the end of the turn', () => factsOf('every-code', place).turn.state === 'failed');
    expect(factsOf('every-code', place).turn).toMatchObject({ failure: 'unauthorized' });
  });

  test('resumes its conversation', async () => {
    const { place, env } = setUp();
    const first = await startAgent({ agent: 'every-code', place, env });
    const { conversation } = await reaches(place, 'completed');
    await first.submit('/quit');
    await first.ended();
    const next = { ...setUp('the rest').place };
    const resume = { conversation, agentHome: place.paths.agentHome };
    const terminal = await startAgent({
      agent: 'every-code',
      place: next,
      env: { ...env, PLANEGUARD_PROMPT_FILE: next.paths.prompt },
      resume,
    });
    expect(await reaches(next, 'completed')).toMatchObject({
      conversation,
      turn: { message: 'Did: the rest' },
    });
    expect(terminal.screen()).toContain('resumed');
  });

  test('is not taken for VS Code, whose program is `code`', async () => {
    const { place, env } = setUp();
    const context = {
      sessionId: 'r00000000-1',
      paths: place.paths,
      workspace: place.workspace,
      resume: null,
    };
    const refused = await agentOf('every-code').prepare({ ...context, env: { ...env, PATH: '/nowhere' } });
    expect(refused).toMatchObject({
      reason: 'host_refused',
      sentence: expect.stringContaining('no coder on'),
    });
  });
});
