import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { personEnvironment } from '../../src/config/environment.ts';
import { agentPrograms } from './installed.ts';

/** Makes the home of somebody who uses Codex with a provider of their own. Returns their environment. */
export function codexPerson(home: string, modelUrl: string, more = ''): Record<string, string> {
  // Codex leaves a folder for its sandbox's mounts in TMPDIR.
  const temporary = join(home, 'tmp');
  for (const folder of [temporary, join(home, '.codex')]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, '.codex/config.toml'), config(modelUrl) + more);
  const person = personEnvironment();
  const path = `${agentPrograms}:${person.PATH}`;
  return { ...person, HOME: home, TMPDIR: temporary, PATH: path, MOCK_API_KEY: 'sk-mock' };
}

const config = (modelUrl: string): string => `model = "mock-model"
model_provider = "mock"
[model_providers.mock]
name = "mock"
base_url = "${modelUrl}"
wire_api = "responses"
env_key = "MOCK_API_KEY"
request_max_retries = 0
stream_max_retries = 0
`;
