import { createEmulator, type Emulator } from 'emulate';
import { callerOf, sure } from './api.ts';
import { type Login, logins, tokenOf } from './people.ts';

export const repositoryPath = '/repos/acme/widgets';
const labels = ['agent', 'bug', 'docs'];

/** The independent emulator on a free port, with one empty repository. */
export async function startEmulator(): Promise<Emulator> {
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    hostname: '127.0.0.1',
    seed: {
      tokens: Object.fromEntries(
        logins.flatMap((login) => tokensOf(login).map((token) => [token, { login }])),
      ),
      github: {
        users: logins.map((login) => ({ login, name: login, email: `${login}@example.org` })),
        orgs: [{ login: 'acme', name: 'Acme', members: [{ login: 'alice', role: 'admin' }] }],
        repos: [{ owner: 'acme', name: 'widgets', auto_init: false }],
      },
    },
  });
  const call = sure(callerOf(addressOf(emulator)));
  const collaborate = (login: string, permission: string) =>
    call('PUT', `${repositoryPath}/collaborators/${encodeURIComponent(login)}`, { body: { permission } });
  await collaborate('bob', 'push');
  await collaborate('robot[bot]', 'push');
  await collaborate('mallory', 'pull');
  for (const name of labels)
    await call('POST', `${repositoryPath}/labels`, { body: { name, color: 'ededed' } });
  return emulator;
}

/** It takes 5,000 calls within an hour of each token, and this cannot be changed: everybody has several, used in turn. */
const tokensEach = 100;
const numbered = (token: string, count: number): string => `${token}_${count % tokensEach}`;

const tokensOf = (login: Login): string[] => [
  tokenOf(login),
  ...Array.from({ length: tokensEach }, (_, count) => numbered(tokenOf(login), count)),
];

/** Who calls for the so many-th time, as the emulator is told. */
export const toldAs = (authorization: string, count: number): string =>
  authorization.replace(/ghp_of_\w+/, (token) => numbered(token, count));

/** Where it listens. In its answers it calls itself `localhost`. */
export const addressOf = ({ url }: Emulator): string => url.replace('localhost', '127.0.0.1');
