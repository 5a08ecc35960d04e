import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { until } from '../support/until.ts';
import { UserSystemd, userSystemdRuns } from '../support/user-systemd.ts';

const status = async (place: Place) => {
  const { exit, stdout } = await place.planeguard('service', 'status', '--json');
  return { exit, ...JSON.parse(stdout) };
};

test.skipIf(!userSystemdRuns)(
  'the real systemd keeps up running, whatever the state directory is called; its sessions outlive it',
  async () => {
    const systemd = await new UserSystemd().ready();
    const place = new Place({ stateDir: 'the state, 100% "mine" & $HOME’s \\o/', env: systemd.env });
    const agent = place.agent(
      'echo began > "$MARKS/began"\nwhile :; do date +%s%N > "$MARKS/alive"; sleep 0.1; done',
    );
    place.configure({ agents: { scripted: { command: [agent] } } });

    const installed = await place.planeguard('service', 'install');
    expect(installed, installed.stderr).toMatchObject({ exit: 0 });
    expect(installed.stdout).toMatch(/^planeguard-[0-9a-f]{8} is installed and runs \(systemd, up\)\.\n$/);
    expect(installed.stderr).toContain('agents: scripted');
    const first = await status(place);
    expect(first).toMatchObject({
      exit: 0,
      installed: true,
      running: true,
      loaded: true,
      drift: [],
      part: 'up',
    });
    expect((await place.client.status()).workers).toHaveLength(1);
    const asked = systemd.systemctl('show', first.name, '--property=WatchdogTimestampMonotonic', '--value');
    expect(Number(asked)).toBeGreaterThan(0);

    const again = await place.planeguard('service', 'install');
    expect(again.stdout).toContain('was installed and runs');
    expect((await status(place)).pid).toBe(first.pid);
    expect(await place.planeguard('down')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('service uninstall'),
    });

    const run = ['run', '--repo', place.repository, '--prompt', 'Work.', '--agent', 'scripted'];
    expect(await place.planeguard(...run)).toMatchObject({ exit: 0 });
    await place.untilMark('began');
    process.kill(first.pid, 'SIGKILL');
    await until('systemd has replaced it', async () => {
      const { running, pid } = await status(place);
      return running && pid !== null && pid !== first.pid;
    });
    const alive = place.mark('alive');
    await until('the agent goes on', () => place.mark('alive') !== alive);

    appendFileSync(first.file, 'Nice=5\n');
    const changed = await status(place);
    expect([changed.exit, changed.drift]).toEqual([1, [expect.stringContaining('was changed, by hand')]]);
    expect(await place.planeguard('service', 'install')).toMatchObject({ exit: 0 });
    expect((await status(place)).drift).toEqual([]);

    const gone = await place.planeguard('service', 'uninstall');
    expect(gone).toMatchObject({ exit: 0, stdout: `${first.name} has ended and is gone.\n` });
    expect([existsSync(first.file), existsSync(place.layout.service)]).toEqual([false, false]);
    const later = place.mark('alive');
    await until('the agent still goes on', () => place.mark('alive') !== later);
    expect((await status(place)).exit).toBe(3);
    expect(await place.planeguard('service', 'uninstall')).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('No service is installed'),
    });
    expect((await place.planeguard('down')).stdout).toMatch(/^Ended: session/);
  },
  120_000,
);

test.skipIf(!userSystemdRuns)(
  'what stands still is replaced by the watchdog of its unit; its session goes on',
  async () => {
    const systemd = await new UserSystemd().ready();
    const quicker = join(systemd.home, '.config/systemd/user/service.d');
    mkdirSync(quicker, { recursive: true });
    writeFileSync(join(quicker, 'quicker.conf'), '[Service]\nWatchdogSec=4\n');
    const place = new Place({ env: systemd.env });
    const agent = place.agent('while :; do date +%s%N > "$MARKS/alive"; sleep 0.1; done');
    expect(await place.planeguard('service', 'install')).toMatchObject({ exit: 0 });
    const { pid, name } = await status(place);
    await place.planeguard('run', '--repo', place.repository, '--prompt', 'Work.', '--agent', agent);
    await place.untilMark('alive');
    process.kill(pid, 'SIGSTOP');
    await until('systemd has replaced it', async () => {
      const now = await status(place);
      return now.running && now.pid !== null && now.pid !== pid;
    });
    expect(systemd.systemctl('show', name, '--property=NRestarts', '--value')).toBe('1\n');
    const alive = place.mark('alive');
    await until('the agent goes on', () => place.mark('alive') !== alive);
    expect(await place.planeguard('service', 'uninstall')).toMatchObject({ exit: 0 });
    expect((await place.planeguard('down')).stdout).toMatch(/^Ended: session/);
  },
  120_000,
);

test.skipIf(!userSystemdRuns)(
  'a service is not installed beside what runs already, and leaves nothing then',
  async () => {
    const systemd = await new UserSystemd().ready();
    const place = new Place({ env: systemd.env });
    await place.up();
    const refused = await place.planeguard('service', 'install');
    expect(refused).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('down --keep-sessions'),
    });
    expect(existsSync(join(systemd.home, '.config/systemd'))).toBe(false);
  },
);

test('without a service manager it says what to use instead, and leaves nothing', async () => {
  const place = new Place({ stateDir: 'not there' });
  const bin = join(place.folder, 'bin');
  writeFileSync(bin, '');
  const other = new Place({ env: { XDG_RUNTIME_DIR: bin, DBUS_SESSION_BUS_ADDRESS: '' }, on: place });
  for (const command of ['install', 'uninstall', 'status']) {
    const ran = await other.planeguard('service', command);
    expect([ran.exit, ran.stderr]).toEqual([78, expect.stringContaining('worker start')]);
  }
  expect(existsSync(place.stateDir)).toBe(false);
});
