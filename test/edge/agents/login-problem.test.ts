import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LoginQuestion, loginProblem } from '../../../src/edge/agents/login-problem.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function problem(question: Partial<LoginQuestion> & { config?: string; loggedIn?: boolean }) {
  const personHome = temporaryFolder();
  if (question.config !== undefined) writeFileSync(join(personHome, 'config.toml'), question.config);
  if (question.loggedIn) writeFileSync(join(personHome, 'auth.json'), '{}');
  const defaults = { title: 'Codex', program: 'codex', keyVariable: null, personHome, env: {}, args: [] };
  return loginProblem({ ...defaults, ...question });
}

const ownProvider = (more: string) =>
  `# mine\nmodel_provider = "mine" # my own\n[model_providers.mine]\nname = 'Mine'\n${more}\n`;

describe('before a launch', () => {
  test('somebody who is logged in is let through', () => {
    expect(problem({ loggedIn: true })).toBeNull();
    expect(problem({ loggedIn: true, config: 'model = "x"\n' })).toBeNull();
  });

  test('nobody waits at the sign-in menu', () => {
    const refusal = problem({ config: 'model = "x"\n' });
    expect(refusal).toMatchObject({ kind: 'refused', reason: 'agent_unauthorized' });
    expect(refusal?.sentence).toMatch(/not logged in.*auth\.json.*codex login/);
  });

  test('a key in the environment helps only where the agent takes it for a login', () => {
    const env = { OPENAI_API_KEY: 'sk-1' };
    expect(problem({ env })).not.toBeNull();
    expect(problem({ env, keyVariable: 'OPENAI_API_KEY' })).toBeNull();
    expect(problem({ keyVariable: 'OPENAI_API_KEY' })).not.toBeNull();
  });

  test('a provider of one’s own needs no login', () => {
    expect(problem({ config: ownProvider('base_url = "http://x"') })).toBeNull();
  });

  test('a provider of one’s own needs its key', () => {
    const config = ownProvider('env_key = "MY_KEY"');
    expect(problem({ config })?.sentence).toContain('MY_KEY');
    expect(problem({ config, env: { MY_KEY: '' } })).not.toBeNull();
    expect(problem({ config, env: { MY_KEY: 'sk-1' } })).toBeNull();
  });

  test('a provider that wants the login says so', () => {
    expect(problem({ config: ownProvider('requires_openai_auth = true') })).not.toBeNull();
  });

  test('the profile in use decides', () => {
    const config = `profile = "work"\n[profiles.work]\n${ownProvider('base_url = "http://x"')}`;
    expect(problem({ config })).toBeNull();
    expect(
      problem({ config: 'profile = "work"\n[profiles.play]\nmodel_provider = "mine"\n' }),
    ).not.toBeNull();
  });

  test.each([['--oss'], ['--profile=work'], ['-p'], ['model_provider=mine']])(
    'a provider chosen by the argument %s is left to the agent',
    (arg) => {
      expect(problem({ args: [arg] })).toBeNull();
    },
  );
});
