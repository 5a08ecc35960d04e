import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cliMain, Place, type Ran } from '../support/place.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';

const isRoot = process.getuid?.() === 0;

/** An account without any rights, under whatever name. */
const nobody = 65_534;

function nobodyMayRead(path: string): boolean {
  const as = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  return spawnSync('setpriv', [...as, 'test', '-r', path]).status === 0;
}

const run = (place: Place): Promise<Ran> =>
  place.planeguard(
    'run',
    '--repo',
    place.repository,
    '--agent',
    place.agent(openPullRequest),
    '--prompt',
    'x',
    '--wait',
  );

/** One sentence that names the state directory's own trouble, and no stack. */
function expectRefusal({ exit, stdout, stderr }: Ran, about: RegExp): void {
  expect(stderr).toMatch(about);
  expect(stderr).toMatch(/^planeguard: [^\n]+\n$/);
  expect({ exit, stdout }).toEqual({ exit: 78, stdout: '' });
}

test.each([
  ['deep, with spaces and quotes', `${'deep/'.repeat(30)}it's "a" state`],
  ['of shell and tmux, and not ASCII', 'a;b #(touch canary) $(touch canary) %d {x} * 日本語'],
])('a state directory whose name is %s works', async (_, stateDir) => {
  const place = new Place({ stateDir });
  const agent = place.agent(`${started}\n${waitForTest}\n${openPullRequest}`);
  const running = place.start('run', '--repo', place.repository, '--agent', agent, '--prompt', 'x', '--wait');
  await place.untilMark('pid');
  const [request] = (await place.client.listRequests({})).items;
  const { session } = await place.client.showRequest(request?.id ?? '');
  const panes = ['-S', session?.tmuxSocket ?? '', 'list-panes', '-a', '-F', 'pane'];
  expect(execFileSync('tmux', panes, { encoding: 'utf8' })).toBe('pane\n');
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await running.ended).toMatchObject({ exit: 0, stderr: '' });
  const made = readdirSync(place.folder, { recursive: true, encoding: 'utf8' });
  expect(made.filter((path) => basename(path).startsWith('canary'))).toEqual([]);
});

test('a state directory that is a file, or below one, is refused', async () => {
  const place = new Place({ stateDir: 'file' });
  writeFileSync(place.stateDir, '');
  expectRefusal(await run(place), /file.* (cannot be used|not a directory)/);
  expectRefusal(await place.planeguard('up', '--detach'), /file/);
});

test.skipIf(isRoot)('a state directory that is read-only is refused', async () => {
  const place = new Place();
  mkdirSync(place.stateDir);
  chmodSync(place.stateDir, 0o500);
  expectRefusal(await run(place), /the state.* cannot be made: this user may not/);
});

test.runIf(isRoot)('a state directory on a read-only disk is refused', async () => {
  const place = new Place({ stateDir: 'disk/state' });
  const disk = dirname(place.stateDir);
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', [disk]));
  expectRefusal(await run(place), /state.* cannot be made: the file system is read-only/);
  expectRefusal(await place.planeguard('up'), /read-only/);
});

test.runIf(isRoot)('a state directory on a full disk is refused', async () => {
  const full = new Place();
  mkdirSync(full.stateDir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full.stateDir]);
  onTestFinished(() => void execFileSync('umount', [full.stateDir]));
  const { exit, stderr } = await run(full);
  expect(exit).toBe(78);
  expect(stderr).toMatch(/^planeguard: [^\n]*full[^\n]*\n$/);
});

test.runIf(isRoot && nobodyMayRead(cliMain))(
  'a state directory of another user is refused, and not taken for an empty one',
  async () => {
    const place = new Place({ stateDir: 'state' });
    mkdirSync(place.stateDir, { mode: 0o700 });
    writeFileSync(place.layout.database, '');
    for (const folder of [place.folder, dirname(place.folder)]) chmodSync(folder, 0o755);
    for (const command of ['list', 'status', 'down', 'serve', 'up --detach']) {
      expectRefusal(
        await place.planeguardAs(nobody, ...command.split(' ')),
        /state\/.* cannot be used: permission denied/,
      );
    }
  },
);

test('garbage in the place of the database, the journal or the configuration is named, and left as it is', async () => {
  const place = new Place();
  mkdirSync(place.stateDir);
  const garbage = Buffer.alloc(8192, 'garbage ');
  writeFileSync(place.layout.database, garbage);
  expectRefusal(await run(place), /planeguard\.db is not a database: move it away/);
  expectRefusal(await place.planeguard('list'), /planeguard\.db is not a database/);

  const second = new Place();
  mkdirSync(second.stateDir);
  writeFileSync(second.layout.journal, garbage);
  expectRefusal(await run(second), /journal.*journal\.db cannot be used.*Move it away/);
  writeFileSync(
    join(second.folder, 'planeguard.yaml'),
    'server: { listen: nowhere }\nworker: [\nsession: { grace: 5 }\n',
  );
  expectRefusal(await run(second), /planeguard\.yaml/);
});

test('a database of a newer program is refused', async () => {
  const place = new Place();
  expect(await run(place)).toMatchObject({ exit: 0 });
  execFileSync(process.execPath, ['-e', newer], { env: { ...place.env, DATABASE: place.layout.database } });
  expectRefusal(await place.planeguard('list'), /newer/);
  expectRefusal(await run(place), /newer/);
});

const newer = `const db = new (require('better-sqlite3'))(process.env.DATABASE);
db.exec("insert into schema_versions (version, name) values (9999, 'later')"); db.close();`;
