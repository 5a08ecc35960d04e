import { expect, test } from 'vitest';
import { composeProject } from '../../src/core/ids.ts';
import { readWatchStop } from '../../src/worker/guard/guard-facts.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { DockerStandIn } from '../support/docker-stand-in.ts';
import { frozenWorker } from '../support/frozen-worker.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started } from '../support/scripts.ts';
import { until } from '../support/until.ts';

test('a session that nobody renews is stopped by its watch; its worker says so when it can again', async () => {
  const docker = new DockerStandIn();
  const { PATH = '', DOCKER_STAND_IN = '' } = docker.env;
  const config = { lease: { heartbeat: '1s', stopAfter: '3s', margin: '22s' } };
  const place = new Place({ config, env: { PATH, DOCKER_STAND_IN } });
  const script = `if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then echo half > half.txt; ${started}; sleep 600; fi\ntest -e half.txt\n${openPullRequest}`;
  await place.up();
  const id = await queue(place, place.agent(script));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  docker.has('containers', composeProject(`${id}-1`), 'c1', 'web');
  const thaw = frozenWorker(place);
  const { layout } = place;
  await until('the watch is done', () => readWatchStop(layout.session(`${id}-1`)).kind === 'stopped');
  expect(isAlive(agent)).toBe(false);
  expect(await place.client.showRequest(id)).toMatchObject({ state: 'running', attempt: 1 });
  thaw();
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({
    state: 'in_review',
    attempt: 2,
    evidence: {
      attempts: [
        { reason: 'lease_expired', clean: true },
        { reason: null, clean: true },
      ],
    },
  });
  const stop = request.evidence.receipts.find(({ kind, attempt }) => kind === 'stop' && attempt === 1);
  expect(stop?.data).toMatchObject({
    residue: [],
    containers: ['web'],
    watch: { why: 'deadline', left: [] },
  });
  expect(docker.left()).toBe('');
});
