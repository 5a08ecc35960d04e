import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from '../files.ts';
import type { LaunchRefusal } from './agent.ts';
import { tomlStrings } from './toml-strings.ts';

export interface LoginQuestion {
  /** What it is called and started as, for the sentence. */
  title: string;
  program: string;
  /** A variable that is a login by itself, or null. */
  keyVariable: string | null;
  personHome: string;
  env: Readonly<Record<string, string>>;
  args: readonly string[];
}

/**
 * Why the agent would stop at its sign-in menu, where it waits for ever; null when it will not.
 * Codex 0.169 shows the menu without auth.json, also when OPENAI_API_KEY is set, unless a provider of
 * one's own is configured; that one fails its first turn when its env_key is missing.
 */
export function loginProblem(question: LoginQuestion): LaunchRefusal | null {
  if (question.args.some((arg) => ownProviderArgs.test(arg))) return null;
  const settings = tomlStrings(readIfThere(join(question.personHome, 'config.toml')) ?? '');
  const profile = settings.get('profile');
  const provider = settings.get(`profiles.${profile}.model_provider`) ?? settings.get('model_provider');
  if (provider === undefined || provider === 'openai') return withoutLogin(question);
  const key = settings.get(`model_providers.${provider}.env_key`);
  if (key !== undefined && !question.env[key]) return withoutKey(question, provider, key);
  const needsLogin = settings.get(`model_providers.${provider}.requires_openai_auth`) === 'true';
  return needsLogin ? withoutLogin(question) : null;
}

/** The person chose a provider on the command line: the agent itself has to say what is wrong with it. */
const ownProviderArgs = /^(--oss|--profile|-p|--local-provider)(=|$)|model_provider/;

function withoutLogin(question: LoginQuestion): LaunchRefusal | null {
  const { title, program, keyVariable, personHome, env } = question;
  if (keyVariable !== null && env[keyVariable]) return null;
  const file = join(personHome, 'auth.json');
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) return null;
  const sentence = `${title} is not logged in: there is no ${file}. Log in with: ${program} login. (A login in the system's keychain serves no other home: set cli_auth_credentials_store = "file" first.)`;
  return { kind: 'refused', reason: 'agent_unauthorized', sentence };
}

function withoutKey({ title }: LoginQuestion, provider: string, key: string): LaunchRefusal {
  const sentence = `${title} needs the environment variable ${key} for its provider ${provider}, and it is not set. Set it where Planeguard starts, or in agents.<name>.env.`;
  return { kind: 'refused', reason: 'agent_unauthorized', sentence };
}
