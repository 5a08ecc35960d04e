import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GitHubPlace } from '../../test/support/github/github-place.ts';
import { tokenOf } from '../../test/support/github/people.ts';

const checkout = join(import.meta.dirname, '../..');

/** Makes a folder what a person has who uses Planeguard with GitHub; the environment of that person. */
export function writePlace(
  folder: string,
  { github, port }: { github: Pick<GitHubPlace, 'url'>; port: number },
): Record<string, string> {
  const environment = {
    PLANEGUARD_STATE_DIR: join(folder, 'state'),
    PLANEGUARD_CONFIG: join(folder, 'planeguard.yaml'),
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
  };
  const files = {
    'planeguard.yaml': configuration(github.url, port),
    'github.token': `${tokenOf('bob')}\n`,
    'webhook.secret': 'hush\n',
    'agent.sh': agent,
    gitconfig: gitConfiguration(folder),
    'git-credentials': `${github.url.replace('//', `//bob:${tokenOf('bob')}@`)}\n`,
    env: `${Object.entries(environment)
      .map(([name, value]) => `export ${name}='${value}'`)
      .join('\n')}\nPATH='${checkout}':$PATH\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  chmodSync(join(folder, 'agent.sh'), 0o755);
  return environment;
}

const configuration = (apiUrl: string, port: number): string => `server: { listen: 127.0.0.1:${port} }
session: { settleAfter: 5s, grace: 5s }
github:
  apiUrl: ${apiUrl}
  tokenFile: github.token
  webhookSecretFile: webhook.secret
  poll: 2s
agents:
  hello: { command: [./agent.sh, "{promptFile}"] }
repositories:
  - { name: acme/widgets, agent: hello }
`;

const agent = `#!/bin/sh
# A stand-in for a coding agent: $1 is the path of the prompt. It leaves a server behind, as agents do.
set -e
nohup '${process.execPath}' -e 'require("http").createServer().listen(0, "127.0.0.1")' >/dev/null 2>&1 &
if grep -q slowly "$1"; then sleep 600; fi
date >> HELLO.md
git add HELLO.md
git commit --quiet --message "Say hello"
planeguard pr create --title "Say hello"
`;

/** What the person has goes before. */
const gitConfiguration = (folder: string): string => `[user]
\tname = Bob
\temail = bob@example.org
[credential]
\thelper = store --file '${join(folder, 'git-credentials')}'
[include]
\tpath = ${join(homedir(), '.gitconfig')}
`;

/** One that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
