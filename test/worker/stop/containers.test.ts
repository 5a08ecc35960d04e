import { describe, expect, it } from 'vitest';
import { composeProject } from '../../../src/core/ids.ts';
import { Docker } from '../../../src/edge/docker.ts';
import { DockerStandIn } from '../../support/docker-stand-in.ts';
import { launchedSession } from '../../support/guarded-session.ts';

async function sessionWithContainers(answerWithinMs = 20_000) {
  const daemon = new DockerStandIn();
  const docker = new Docker(daemon.env, answerWithinMs);
  const session = await launchedSession(['sleep', '600']);
  const project = composeProject(session.launch.sessionId);
  daemon.has('containers', project, 'c1', `${project}-web-1`);
  daemon.has('containers', project, 'c2', `${project}-db-1`);
  daemon.has('networks', project, 'n1', `${project}_default`);
  daemon.has('containers', `${project}0`, 'c3', 'another');
  return { daemon, project, stop: () => session.stop(200, docker) };
}

describe('a stop', () => {
  it('removes the containers and networks of its compose project, and names them', async () => {
    const { daemon, project, stop } = await sessionWithContainers();
    const receipt = await stop();
    expect(receipt).toMatchObject({ proof: 'swept', residue: [] });
    expect(receipt.containers).toEqual([`${project}-web-1`, `${project}-db-1`, `${project}_default`]);
    expect(daemon.left()).toBe(`${project}0 c3 another\n`);
    expect(daemon.calls()).toContain('rm --force c1 c2');
    expect(daemon.calls().join('\n')).not.toContain('volume');
  });

  it('names containers that cannot be removed as residue', async () => {
    const { daemon, project, stop } = await sessionWithContainers();
    daemon.becomes('stuck');
    const { proof, residue } = await stop();
    expect(proof).toBeNull();
    expect(residue).toContainEqual({ kind: 'container', name: `${project}-web-1` });
    daemon.becomes('well');
    expect(await stop()).toMatchObject({ proof: 'swept', residue: [] });
  });

  it('neither waits long for a docker that hangs, nor takes its silence for nothing', async () => {
    const { daemon, stop } = await sessionWithContainers(500);
    daemon.becomes('hang');
    const { proof, residue, tookMs } = await stop();
    expect({ proof, kinds: residue.map(({ kind }) => kind) }).toEqual({ proof: null, kinds: ['unknown'] });
    expect(tookMs).toBeLessThan(20_000);
  });

  it('is complete without a docker', async () => {
    const session = await launchedSession(['sleep', '600']);
    const docker = new Docker({ PATH: '/nowhere' });
    expect(await session.stop(200, docker)).toMatchObject({ containers: [], proof: 'swept', residue: [] });
  });

  it('says on which tier it was, and what that tier cannot see', async () => {
    const session = await launchedSession(['sleep', '600'], { tier: 3 });
    const receipt = await session.stop();
    expect(receipt.tier).toBe(3);
    expect(receipt.unseen).toMatch(/^Not seen: what detached, .*\.$/);
  });
});
