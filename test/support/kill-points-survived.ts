import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runtimeDirectory } from '../../src/config/state-layout.ts';
import { ownCgroupPath } from '../../src/edge/containment/cgroup-home.ts';
import { commit, git } from './git-repository.ts';
import { type KillPoint, killAt, processesOf, randomFrom, randomPoint } from './kill-points.ts';
import { Place } from './place.ts';
import { queue, restingRequest } from './resting-request.ts';
import { until } from './until.ts';

/** Writes, says that it has written, leaves a dev server behind, commits what every attempt wrote, and publishes. */
const agent = `
echo "$PLANEGUARD_ATTEMPT" >> written.txt
echo yes > "$MARKS/$PLANEGUARD_SESSION"
setsid nohup sleep 600 > server.log 2>&1 &
sleep 0.3
rm -f .git/index.lock
git add written.txt
git commit --quiet --message 'Write' || true
planeguard pr create --title 'Written'`;

const busy = 'setsid nohup sleep 600 > /dev/null 2>&1 & sleep 0.2';
/** Each takes a while, and leaves something running. */
const hooks = { afterCreate: busy, beforeRun: busy, afterRun: busy, beforeRemove: busy };

function carryHooks({ folder, repository }: Place): void {
  const clone = join(folder, 'clone');
  git(folder, 'clone', '--quiet', repository, clone);
  commit(clone, { '.planeguard/config.yaml': JSON.stringify({ hooks }) });
  git(clone, 'push', '--quiet', 'origin', 'HEAD');
}

/**
 * Kills at random points of as many requests, one after the other. Each must come to rest in review, with all that its
 * attempts had written published or salvaged, and leave nothing: no process, cgroup, tmux server; no workspace once it is cancelled.
 */
export async function surviveKillPoints(
  count: number,
  seed: number,
  around: 'hooks' | 'no hooks' = 'no hooks',
): Promise<void> {
  console.info(`kill points: seed ${seed}`);
  const random = randomFrom(seed);
  const place = new Place({
    config: {
      lease: { heartbeat: '1s' },
      session: { settleAfter: '1s', grace: '1s' },
      retry: { attempts: 6, base: '100ms', cap: '100ms' },
      limits: { attemptsPerDay: 0 },
    },
  });
  const program = place.agent(agent);
  if (around === 'hooks') carryHooks(place);
  await place.up();
  let kills = 0;
  for (let index = 0; index < count; index++) {
    const point = randomPoint(random);
    const killed = await surviveOne(place, program, point).catch((cause: unknown) => {
      throw new Error(`seed ${seed}, point ${index}: ${JSON.stringify(point)}`, { cause });
    });
    if (killed) kills++;
  }
  console.info(`kill points: ${kills} of ${count} fell before the end of their session`);
}

async function surviveOne(place: Place, program: string, point: KillPoint): Promise<boolean> {
  const id = await queue(place, program);
  const killed = await killAt(place, `${id}-1`, point);
  if (killed && point.victim === 'all') await place.up();
  const request = await restingRequest(place, id);
  expect(request.state).toBe('in_review');
  await until('nothing of it runs', async () => (await processesOf([id])).length === 0);
  expect(socketsAndCgroups(place, id)).toEqual([]);
  await place.client.cancelRequest(id);
  await until('its workspaces are gone', () => workspacesOf(place, id).length === 0);
  const kept = [...publishedBy(place, id), ...salvagedOf(place, id)];
  expect(kept).toEqual(expect.arrayContaining(attemptsThatWrote(place, id)));
  return killed;
}

const attemptsThatWrote = (place: Place, id: string): string[] =>
  readdirSync(join(place.folder, 'marks')).flatMap((name) =>
    name.startsWith(`${id}-`) ? [name.slice(id.length + 1)] : [],
  );

function publishedBy(place: Place, id: string): string[] {
  const [branch = ''] = git(
    place.repository,
    'for-each-ref',
    '--format=%(refname)',
    `refs/heads/planeguard/*${id}*`,
  )
    .split('\n')
    .slice(-1);
  return git(place.repository, 'show', `${branch}:written.txt`).split('\n');
}

/** Where an attempt was over before it was known to have begun, the next one started anew. */
const salvagedOf = ({ layout }: Place, id: string): string[] =>
  readdirSync(layout.caches, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const cache = join(layout.caches, name);
      const refs = git(cache, 'for-each-ref', '--format=%(refname)', `refs/planeguard/salvage/${id}`);
      return refs
        .split('\n')
        .filter(Boolean)
        .flatMap((ref) => git(cache, 'show', `${ref}:written.txt`).split('\n'));
    });

const workspacesOf = ({ layout }: Place, id: string): string[] =>
  readdirSync(layout.workspaces).filter((name) => name.includes(id));

function socketsAndCgroups({ layout, stateDir }: Place, id: string): string[] {
  const own = ownCgroupPath();
  const worker = readFileSync(layout.workerId, 'utf8').trim();
  const folders = [runtimeDirectory(stateDir), ...(own === null ? [] : [join(own, `planeguard-${worker}`)])];
  const names = folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  return names.filter((name) => name.includes(id));
}
