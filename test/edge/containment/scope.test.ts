import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aliveness } from '../../../src/edge/processes/identity.ts';
import { readIdentityOf } from '../../../src/worker/guard/guard-facts.ts';
import { launchedSession } from '../../support/guarded-session.ts';
import { SystemdStandIn, systemdCanStandIn } from '../../support/systemd-stand-in.ts';
import { until } from '../../support/until.ts';

const cgroupOf = (pid: number): string => readFileSync(`/proc/${pid}/cgroup`, 'utf8');

// There is no systemd here: these run against stand-ins for its programs, which make real cgroups.
describe.runIf(systemdCanStandIn)('a session in a scope', () => {
  it('is launched in it, with its watch in another one, and stopped with proof', async () => {
    const systemd = new SystemdStandIn();
    const path = join(systemd.slice, 'planeguard-w1-r1-1.scope');
    const daemon = 'cd /; env -i setsid sh -c "sleep 601 & sleep 602" &';
    const session = await launchedSession(['sh', '-c', `(${daemon}); env > env; exec sleep 603`], {
      containment: { tier: 1, path },
      env: systemd.env,
    });
    const { parent, tmuxServerPid } = await session.started();
    for (const pid of [parent.pid, tmuxServerPid])
      expect(cgroupOf(pid)).toContain('planeguard-w1-r1-1.scope');
    const watch = await until('the watch', () => readIdentityOf(session.layout, 'watch'));
    expect(cgroupOf(watch.pid)).toMatch(/\/run-\d+\.scope\n/);
    await until('the agent runs', () => existsSync(join(session.workspace, 'env')));
    expect(await session.stop()).toMatchObject({ proof: 'proved', residue: [], tier: 1 });
    expect(aliveness(watch)).toBe('dead');
    expect(existsSync(path)).toBe(false);
  });
});
