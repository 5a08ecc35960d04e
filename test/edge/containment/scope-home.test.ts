import { execFile } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import { ownCgroupPath } from '../../../src/edge/containment/cgroup-home.ts';
import { cellRecord, probeContainment } from '../../../src/edge/containment/probe.ts';
import { SystemdStandIn, systemdCanStandIn } from '../../support/systemd-stand-in.ts';

/** Where no folder can be made: as a login by ssh is to its user. */
const login = '/proc/1/user.slice/user-0.slice/session-4.scope';

const probe = (systemd: SystemdStandIn, ownCgroup: string) =>
  probeContainment({
    installation: `scopes-${process.pid}`,
    clock: systemClock,
    env: systemd.env,
    wanted: 'auto',
    ownCgroup,
  });

/** An account without any rights, under whatever name. */
const nobody = 65_534;

/** In a process of that user, which lies where this one does. */
async function probeAs(uid: number, systemd: SystemdStandIn): Promise<{ tier: number; sentence: string }> {
  const folder = join(import.meta.dirname, '../../../src/edge');
  const script = `
    import { systemClock as clock } from '${folder}/clock.ts';
    import { probeContainment } from '${folder}/containment/probe.ts';
    const { env } = process;
    console.log(JSON.stringify(await probeContainment({ installation: 'nobody', clock, env, wanted: 'auto' })));`;
  const argv = ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { uid, gid: uid, env: systemd.env });
  return JSON.parse(stdout);
}

/** A cgroup of a service, in which this user may make others. */
function ownService(): string {
  const path = join(ownCgroupPath() ?? '', `test-${process.pid}.service`);
  mkdirSync(path);
  onTestFinished(() => rmdirSync(path));
  return path;
}

// There is no systemd here: these run against stand-ins for its programs, which make real cgroups.
describe.runIf(systemdCanStandIn)('a worker whose own cgroup belongs to somebody else', () => {
  it('has the cgroups of its sessions from systemd where the user lingers, and leaves none of the trial', async () => {
    const systemd = new SystemdStandIn();
    const found = await probe(systemd, login);
    expect(found).toMatchObject({ tier: 1, home: { parent: systemd.slice, suffix: '.scope' } });
    expect(cellRecord(found, 'r1-1').path).toBe(
      `${systemd.slice}/planeguard-scopes-${process.pid}-r1-1.scope`,
    );
    expect(systemd.scopes().filter((name) => name.includes('probe'))).toEqual([]);
  });

  it('is given them also without any rights, when it can neither make one nor move a process there', async () => {
    const systemd = new SystemdStandIn(nobody);
    expect(await probeAs(nobody, systemd)).toMatchObject({ tier: 1, home: { parent: systemd.slice } });
    systemd.goesDown();
    const found = await probeAs(nobody, systemd);
    expect(found).toMatchObject({ tier: 3 });
    expect(found.sentence).toContain('cannot be made: EACCES');
  });

  it('is tier 3 where they would end at logout, and says what to type', async () => {
    const systemd = new SystemdStandIn();
    systemd.lingers('no');
    const found = await probe(systemd, login);
    expect(found).toMatchObject({ tier: 3, home: null });
    expect(found.sentence).toContain('would end at logout; `loginctl enable-linger` mends that');
  });

  it('needs no lingering below the manager of the user, with which it ends itself', async () => {
    const systemd = new SystemdStandIn();
    systemd.lingers('no');
    const terminal = '/proc/1/user@0.service/app.slice/vte-spawn-1.scope';
    expect(await probe(systemd, terminal)).toMatchObject({ tier: 1, home: { parent: systemd.slice } });
    expect(systemd.calls().join('\n')).not.toContain('show-user');
  });

  it('is tier 3, with the reason, where the manager cannot be reached', async () => {
    const systemd = new SystemdStandIn();
    systemd.goesDown();
    const found = await probe(systemd, login);
    expect(found.tier).toBe(3);
    expect(found.sentence).toContain(
      'systemd-run fails (Failed to connect to bus: No such file or directory)',
    );
  });
});

describe.runIf(systemdCanStandIn)('a worker that is a service', () => {
  it('has sessions that outlive it, from systemd, although it may make cgroups itself', async () => {
    const systemd = new SystemdStandIn();
    expect(await probe(systemd, ownService())).toMatchObject({ tier: 1, home: { parent: systemd.slice } });
  });

  it('says with what its sessions end where systemd makes none', async () => {
    const systemd = new SystemdStandIn();
    systemd.goesDown();
    const service = ownService();
    const found = await probe(systemd, service);
    expect(found).toMatchObject({ tier: 1, home: { suffix: '' } });
    expect(found.sentence).toContain(
      `Sessions end with test-${process.pid}.service, unless that has KillMode=process`,
    );
  });
});
