import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { githubSchema, triggerSchema } from '../../../src/config/github-schema.ts';
import { stateLayout } from '../../../src/config/state-layout.ts';
import { type Clock, systemClock } from '../../../src/edge/clock.ts';
import { openLog } from '../../../src/edge/log.ts';
import { type GitHub, openGitHub } from '../../../src/server/github/github.ts';
import { openParts } from '../../../src/server/open-parts.ts';
import type { Parts } from '../../../src/server/parts.ts';
import type { RequestRecord } from '../../../src/store/find-request.ts';
import { testSettings } from '../control-plane.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { GitHubPlace } from './github-place.ts';
import { type Login, tokenOf } from './people.ts';

export interface GitHubParts {
  parts: Parts;
  github: GitHub;
  repository: GitHub['repositories'][number];
  /** Lets time pass on the boot clock. */
  pass: (ms: number) => void;
  /** From now on its calls are made by this account, whose token has taken the place of the one before. */
  useTokenOf: (login: Login) => void;
  /** What an issue has started; null when it has started nothing. */
  requestOf: (issue: number) => Promise<(RequestRecord & { prompt: string }) | null>;
}

/** A control plane's parts without loops and routes, which work for `acme/widgets` as bob. */
export async function githubParts(
  place: Pick<GitHubPlace, 'url'>,
  trigger: { actors?: 'read' | 'triage' | 'write' | 'maintain' | 'admin'; bots?: string[] } = {},
  config: { webhookSecretFile?: string; feedbackAfterEnd?: 'ignore' | 'reopen' } = {},
): Promise<GitHubParts> {
  const directory = temporaryFolder();
  const writeToken = (login: Login) => writeFileSync(join(directory, 'token'), `${tokenOf(login)}\n`);
  writeToken('bob');
  const settings = {
    github: githubSchema.parse({ apiUrl: place.url, tokenFile: 'token', ...config }),
    repositories: [
      {
        name: 'acme/widgets',
        remote: null,
        agent: null,
        trigger: triggerSchema.parse({ label: 'agent', ...trigger }),
      },
    ],
    agents: { scripted: {} },
    directory,
  };
  let passedMs = 0;
  const clock: Clock = {
    nowMs: () => systemClock.nowMs(),
    bootMs: () => systemClock.bootMs() + passedMs,
    monotonicMs: () => systemClock.monotonicMs(),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  };
  const github = openGitHub(settings, { clock, environment: {} });
  const [repository] = github?.repositories ?? [];
  if (github === null || repository === undefined) throw new Error('GitHub is configured');
  const closing = new AbortController();
  const options = { layout: stateLayout(directory), config: testSettings, clock, github };
  const parts = await openParts({ ...options, log: openLog(null, 'silent') }, closing.signal);
  onTestFinished(async () => {
    closing.abort();
    await parts.writer.idle();
    await parts.db.destroy();
  });
  const requestOf = async (issue: number) =>
    (await parts.db
      .selectFrom('requests')
      .selectAll()
      .where('issue_number', '=', issue)
      .executeTakeFirst()) ?? null;
  const pass = (ms: number) => {
    passedMs += ms;
  };
  const useTokenOf = (login: Login) => {
    writeToken(login);
    github.api.forgetToken();
  };
  return { parts, github, repository, pass, useTokenOf, requestOf };
}
