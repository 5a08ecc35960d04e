import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, stateReached } from '../support/resting-request.ts';
import { started, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';
import { UserSystemd, userSystemdRuns } from '../support/user-systemd.ts';

test('uninstall ends what runs with proof, and leaves the state directory; a purge goes when nothing would be lost', async () => {
  const place = new Place();
  await place.up();
  const id = await queue(place, place.agent(`echo work > work.txt\n${started}\n${waitForTest}`));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));

  const live = await place.planeguard('uninstall', '--purge', '--yes');
  expect(live).toMatchObject({ exit: 4, stdout: '' });
  expect(live.stderr).toContain(`session ${id}-1`);
  expect(live.stderr).toMatch(new RegExp(`planeguard .*cancel ${id}`));
  expect(isAlive(agent)).toBe(true);

  const ended = await place.planeguard('uninstall', '--json');
  expect(ended).toMatchObject({ exit: 0 });
  expect(JSON.parse(ended.stdout)).toMatchObject({ ended: ['up'], purged: false });
  expect(isAlive(agent)).toBe(false);
  expect(existsSync(place.layout.database)).toBe(true);
  expect(existsSync(place.layout.controlPlaneFile)).toBe(false);
  expect((await restingOffline(place, id)).state).toBe('cancelled');

  const salvaged = await place.planeguard('uninstall', '--purge', '--yes', '--json');
  expect(salvaged.exit).toBe(4);
  const [loss] = JSON.parse(salvaged.stderr).errors;
  expect(loss.path).toBe(`salvage ${id}-1`);
  expect(loss.message).toMatch(
    new RegExp(`planeguard .*salvage restore ${id}-1 --to DIR; then: planeguard .*salvage drop ${id}-1`),
  );
  expect(await place.planeguard('salvage', 'drop', id)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('for good? Nobody is here to ask: say it with --yes.'),
  });
  expect(await place.planeguard('salvage', 'drop', id, '--yes')).toMatchObject({
    exit: 0,
    stdout: `Deleted: the salvaged work of ${id}-1.\n`,
  });

  expect(await place.planeguard('uninstall', '--purge')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('--yes'),
  });
  const notes = join(place.stateDir, 'notes.txt');
  const elsewhere = join(place.folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(notes, 'mine');
  writeFileSync(join(elsewhere, 'kept.txt'), 'mine');
  symlinkSync(elsewhere, join(place.layout.logs, 'link'));
  const purged = await place.planeguard('uninstall', '--purge', '--yes');
  expect(purged).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('notes.txt is not of Planeguard'),
  });
  expect(readdirSync(place.stateDir)).toEqual(['notes.txt']);
  expect(readdirSync(elsewhere)).toEqual(['kept.txt']);
}, 90_000);

test.skipIf(!userSystemdRuns)(
  'a service goes with what it keeps running',
  async () => {
    const systemd = await new UserSystemd().ready();
    const place = new Place({ env: systemd.env });
    place.configure({ agents: { scripted: { command: [place.agent('exit 0')] } } });
    const installed = await place.planeguard('service', 'install');
    expect(installed, installed.stderr).toMatchObject({ exit: 0 });
    const { service } = place.layout;
    const name = String(place.readJson(service).name);
    const purged = await place.planeguard('uninstall', '--purge', '--yes', '--json');
    expect(purged, purged.stderr).toMatchObject({ exit: 0 });
    expect(JSON.parse(purged.stdout)).toMatchObject({ ended: [`service ${name}`], purged: true, left: [] });
    expect(systemd.systemctl('list-unit-files', `${name}.service`, '--no-legend').trim()).toBe('');
    expect(existsSync(place.stateDir)).toBe(false);
  },
  90_000,
);

async function restingOffline(place: Place, id: string) {
  const shown = await place.planeguard('show', id, '--json');
  return JSON.parse(shown.stdout);
}

test('a purge takes no link, and no directory that is not of Planeguard', async () => {
  const place = new Place();
  mkdirSync(place.stateDir);
  writeFileSync(join(place.stateDir, 'thesis.tex'), 'mine');
  const strange = await place.planeguard('uninstall', '--purge', '--yes');
  expect(strange).toMatchObject({ exit: 4, stderr: expect.stringContaining('nothing says that it is') });
  renameSync(place.stateDir, `${place.stateDir}.real`);
  writeFileSync(join(`${place.stateDir}.real`, 'worker.lock'), '');
  symlinkSync(`${place.stateDir}.real`, place.stateDir);
  const linked = await place.planeguard('uninstall', '--purge', '--yes');
  expect(linked).toMatchObject({ exit: 4, stderr: expect.stringContaining('it is a link') });
  expect(existsSync(join(`${place.stateDir}.real`, 'thesis.tex'))).toBe(true);
});

test('where nothing was ever installed there is nothing to do', async () => {
  const place = new Place();
  expect(await place.planeguard('uninstall', '--purge', '--yes')).toMatchObject({
    exit: 0,
    stdout: 'Nothing was running.\n',
  });
  await until('it has made nothing', () => !existsSync(place.stateDir));
});
