import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { composeProject } from '../../src/core/ids.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { DockerStandIn } from '../support/docker-stand-in.ts';
import { killedInstance } from '../support/killed-instance.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

const quickly = { lease: { heartbeat: '1s' } };

/** A process of a session that nobody knows any more, as `at` or a container's shell brings one back. */
function stray(place: Place, environment: Record<string, string>) {
  const child = spawn('sleep', ['600'], {
    cwd: place.folder,
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return identityOf(child.pid ?? 0);
}

const ownId = (place: Place): string => readFileSync(place.layout.workerId, 'utf8').trim();

const quarantined = async (place: Place) => (await place.client.status()).quarantine;

test('what is ours is ended once its attempt is over; what is not proven so waits for a person', async () => {
  const place = new Place({ config: quickly });
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  await restingRequest(place, id);
  await until('its workspace is kept', async () => (await place.client.status()).kept.length === 1);
  const installation = ownId(place);
  const ours = stray(place, { PLANEGUARD_SESSION: `${id}-1`, PLANEGUARD_INSTALLATION: installation });
  const foreign = stray(place, { PLANEGUARD_SESSION: `${id}-1`, PLANEGUARD_INSTALLATION: 'wsomeoneelse' });
  const notKnown = { PLANEGUARD_SESSION: 'r22222222-1', PLANEGUARD_INSTALLATION: installation };
  const doubtful = stray(place, notKnown);
  await killedInstance(place);
  await place.up();
  await until('ours is ended', () => !isAlive(ours));
  const [item] = await until('the other is listed', async () => {
    const items = await quarantined(place);
    return items.length > 0 && items;
  });
  expect(item).toMatchObject({ id: 'r22222222-1', why: 'attempt_not_known' });
  expect([isAlive(foreign), isAlive(doubtful)]).toEqual([true, true]);
  const shown = await place.planeguard('quarantine', 'list');
  expect(shown.stdout).toContain('the control plane does not know its attempt');
  expect(await place.planeguard('quarantine', 'clean', 'r22222222-1')).toMatchObject({ exit: 0 });
  expect([isAlive(foreign), isAlive(doubtful)]).toEqual([true, false]);
  expect(await quarantined(place)).toEqual([]);
  process.kill(foreign.pid, 'SIGKILL');
}, 60_000);

test('what was released is left alone; a workspace is given free once its session, containers too, is proven over', async () => {
  const docker = new DockerStandIn();
  const { PATH = '', DOCKER_STAND_IN = '' } = docker.env;
  const place = new Place({ config: quickly, env: { PATH, DOCKER_STAND_IN } });
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  await restingRequest(place, id);
  await until('its workspace is kept', async () => (await place.client.status()).kept.length === 1);
  const doubtful = stray(place, {
    PLANEGUARD_SESSION: 'r33333333-1',
    PLANEGUARD_INSTALLATION: ownId(place),
  });
  await killedInstance(place);
  calledNotProven(place);
  docker.has('containers', composeProject(`${id}-1`), 'c1', 'web');
  await place.up();
  await place.client.cancelRequest(id);
  await until('its workspace is gone', () => !existsSync(place.layout.workspace(`${id}-1`)));
  expect(docker.left()).toBe('');
  await until('the other is listed', async () => (await quarantined(place)).length > 0);
  expect(await place.planeguard('quarantine', 'release', 'r33333333-1')).toMatchObject({ exit: 0 });
  expect([isAlive(doubtful), await quarantined(place)]).toEqual([true, []]);
  expect(await place.planeguard('quarantine', 'clean', 'r33333333-1')).toMatchObject({ exit: 3 });
  process.kill(doubtful.pid, 'SIGKILL');
}, 60_000);

/** As after stops that could not end something, which has died since. */
function calledNotProven({ layout }: Place): void {
  const journal = new Database(layout.journal);
  journal
    .prepare(
      "UPDATE sessions SET record = json_set(record, '$.stop.clean', json('false'), '$.kept.why', 'not_proven')",
    )
    .run();
  journal.close();
}
