import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processesNaming } from '../support/global-processes.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { commitWork, openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { sharedPlace } from '../support/shared-place.ts';
import { signalPid } from '../support/signal-pid.ts';
import { until } from '../support/until.ts';

const onShared = sharedPlace();

/** Runs a command of the agent, and writes down how it ended and what it said. */
const tell = (name: string, command: string): string =>
  `set +e; ${command} > "$MARKS/${name}.new" 2>&1; echo "exit $?" >> "$MARKS/${name}.new"; mv "$MARKS/${name}.new" "$MARKS/${name}"; set -e`;

test('inside a session only the commands of agents work, whatever is in the environment', async () => {
  const place = new Place();
  const person = `'${process.execPath}' --disable-warning=ExperimentalWarning '${place.main}'`;
  const script = [
    tell('list', 'planeguard list'),
    tell('merge', 'planeguard pr merge r00000000'),
    tell('other', `${person} cancel "$PLANEGUARD_REQUEST" --state-dir '${place.stateDir}'`),
    tell('bare', 'env -i planeguard status'),
    tell('early', "planeguard pr create --title 'Nothing yet'"),
    tell('untitled', "planeguard pr create --title ' '"),
    tell('wordless', 'planeguard finish'),
    tell('progress', "planeguard progress 'on my way'"),
    openPullRequest,
  ].join('\n');
  const line = ['--agent', place.agent(script), '--prompt', 'x', '--wait'];
  expect(await place.planeguard('run', '--repo', place.repository, ...line)).toMatchObject({ exit: 0 });
  const said = (name: string) => place.mark(name);
  expect(said('list')).toMatch(
    /^planeguard: planeguard list is not possible inside a session\. .*\nexit 4\n$/,
  );
  expect(said('merge')).toMatch(/not possible inside a session.*\nexit 4\n$/);
  expect(said('other')).toMatch(/not possible inside a session.*\nexit 4\n$/);
  expect(said('bare')).toMatch(/exit (4|127)\n$/);
  expect(said('early')).toMatch(/^There is no commit beyond main: commit .*planeguard finish.*\nexit 4\n$/);
  expect(said('untitled')).toMatch(/^planeguard: .*title.*\nexit 2\n$/);
  expect(said('wordless')).toMatch(/^planeguard: Say why.*\nexit 2\n$/);
  expect(said('progress')).toBe('Noted.\nexit 0\n');
});

test('a refused pull request is named by the end of the session that opened none', async () => {
  const place = onShared();
  await place.up();
  const id = await queue(place, place.agent("planeguard pr create --title 'Nothing yet' || true"));
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({ state: 'blocked', reason: 'exited_without_pr' });
  expect(request.summary).toMatch(/pr create was refused: There is no commit beyond main/);
});

test('a pull request that is asked for while the control plane is away is opened when it is back', async () => {
  const place = new Place();
  await place.up();
  const asks = `planeguard pr create --title 'Later' > "$MARKS/said.new"; mv "$MARKS/said.new" "$MARKS/said"`;
  const id = await queue(place, place.agent(`${started}\n${waitForTest}\n${commitWork()}\n${asks}`));
  await stateReached(place, id, 'running');
  await place.untilMark('pid');
  for (const record of [place.layout.upRecord, place.layout.serveRecord])
    signalPid(place.readJson(record).pid, 'SIGKILL');
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await place.untilMark('said')).toMatch(/^Queued: .* tried again by itself\. .* cannot be reached/);
  const before = place.url();
  const serve = place.start('serve');
  await until('the control plane is back', () => place.url() !== before);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  await place.planeguard('down');
  await serve.ended;
});

test('no token of ours is in an environment, an argument, a transcript or a readable file of the session', async () => {
  const place = onShared();
  await place.up();
  const id = await queue(place, place.agent(`env\n${started}\n${waitForTest}`));
  await place.untilMark('pid');
  const tokens = [place.layout.operatorToken, place.layout.workerToken].map((path) =>
    readFileSync(path, 'utf8').trim(),
  );
  expect(tokens.map((token) => token.length > 20)).toEqual([true, true]);
  expect(processesNaming(id).length).toBeGreaterThan(0);
  for (const token of tokens) expect(processesNaming(token)).toEqual([]);
  const { directory } = place.layout.session(`${id}-1`);
  for (const text of textsBelow(directory)) for (const token of tokens) expect(text).not.toContain(token);
  const logs = readdirSync(place.layout.logs).map((name) =>
    readFileSync(join(place.layout.logs, name), 'utf8'),
  );
  for (const text of logs) for (const token of tokens) expect(text).not.toContain(token);
  writeFileSync(join(place.folder, 'marks/go'), '');
  const { stdout } = await place.planeguard('logs', id);
  expect(stdout).toContain('PLANEGUARD_SESSION=');
  expect(stdout).not.toMatch(/TOKEN/);
});

function textsBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
