import { expect, it } from 'vitest';
import { Docker } from '../../src/edge/docker.ts';
import { DockerStandIn } from '../support/docker-stand-in.ts';
import { testEnvironment } from '../support/git-repository.ts';

it('lists what a project has, running or not, and not what its neighbour has', async () => {
  const daemon = new DockerStandIn();
  daemon.has('containers', 'pg-r1', 'c1', 'pg-r1-web-1');
  daemon.has('containers', 'pg-r10', 'c2', 'pg-r10-web-1');
  daemon.has('networks', 'pg-r1', 'n1', 'pg-r1_default');
  const look = await new Docker(daemon.env).look('pg-r1');
  expect(look).toEqual({
    kind: 'listed',
    containers: [{ id: 'c1', name: 'pg-r1-web-1' }],
    networks: [{ id: 'n1', name: 'pg-r1_default' }],
  });
  expect(daemon.calls()).toContain(
    'ps --all --no-trunc --filter label=com.docker.compose.project=pg-r1 --format {{.ID}} {{.Names}}',
  );
});

it('says that there is nothing where docker is not installed, or its daemon has never answered', async () => {
  expect(await new Docker({ ...testEnvironment(), PATH: '/nowhere' }).look('pg-r1')).toEqual({
    kind: 'none',
  });
  const daemon = new DockerStandIn();
  daemon.becomes('down');
  expect(await new Docker(daemon.env).look('pg-r1')).toEqual({ kind: 'none' });
});

it('knows nothing of a daemon that has answered before and does not now, or that hangs', async () => {
  const daemon = new DockerStandIn();
  const docker = new Docker(daemon.env, 2_000);
  await docker.look('pg-r1');
  daemon.becomes('down');
  expect(await docker.look('pg-r1')).toMatchObject({ kind: 'unknown', why: /Cannot connect/ });
  daemon.becomes('hang');
  expect(await docker.look('pg-r1')).toMatchObject({ kind: 'unknown', why: /within 2000 ms/ });
});
