import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { startGitHub } from '../test/support/github/github-place.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { actOnGitHub, usage } from './github-to-try/act-on-github.ts';
import { freePort, writePlace } from './github-to-try/write-place.ts';

/**
 * A GitHub on this machine with the repository acme/widgets, and a folder in which Planeguard works for it. Each line of
 * input is what a person does on GitHub. It ends with the input or a signal, and takes Planeguard's daemons along.
 */
const ends: (() => void | Promise<void>)[] = [];
const atEnd = (end: () => void | Promise<void>) => void ends.push(end);
const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: 'github> ' });
// Listens from now on: what comes before the first look is kept, and an early end is one too.
const said = lines[Symbol.asyncIterator]();
let isOver = false;
lines.once('close', () => {
  isOver = true;
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => lines.close());

try {
  const folder = temporaryFolder(atEnd);
  const github = await startGitHub({ atEnd });
  const port = await freePort();
  const environment = writePlace(folder, { github, port });
  atEnd(() => endPlaneguard(environment));
  // Planeguard acts as bob: he may make the webhook.
  const administers = { body: { permission: 'admin' } };
  await github.call('PUT', '/repos/acme/widgets/collaborators/bob', administers);
  console.info(welcome(folder, port));
  if (!isOver) lines.prompt();
  for await (const line of said) {
    for (const answer of await actOnGitHub(github, line)) console.info(answer);
    if (!isOver) lines.prompt();
  }
} finally {
  console.info('\nEnding Planeguard, if it runs there, and removing the folder.');
  for (const end of ends.toReversed()) await end();
}

function welcome(folder: string, port: number): string {
  return `A GitHub with the repository acme/widgets. In another terminal:

  cd ${folder}
  . ./env                  # for that terminal: planeguard on its PATH, and bob's credentials for git
  cat planeguard.yaml      # as yours will be, but for apiUrl
  planeguard up --detach
  planeguard github setup --url http://127.0.0.1:${port}

Here, each line is what somebody does on that GitHub: alice, who administers the repository, or who is named first:
bob, mallory (who may only read), or robot[bot].

${usage}
Ctrl-C ends all of it.
`;
}

async function endPlaneguard(environment: Record<string, string>): Promise<void> {
  const program = join(import.meta.dirname, '../planeguard');
  await promisify(execFile)(program, ['down'], { env: { ...process.env, ...environment } });
}
