import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ServicePlan } from '../../../src/core/service/service-plan.ts';
import { readIfThere } from '../../../src/edge/files.ts';
import type { InitSystem, InitSystemSearch } from '../../../src/edge/service/init-system.ts';
import { findLaunchd } from '../../../src/edge/service/launchd.ts';
import { testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = join(import.meta.dirname, '../../fixtures/launchd/launchctl.sh');
const uid = process.getuid?.() ?? 0;
const label = 'dev.planeguard.planeguard-0a1b2c3d';

const plan: ServicePlan = {
  name: 'planeguard-0a1b2c3d',
  part: 'up',
  stateDir: '/s',
  argv: ['/node', '--x', '/main.mjs', 'up'],
  home: '/Users/p',
  variables: { PATH: '/bin' },
  output: '/s/up.out',
};

/** A Mac's launchctl, as far as this program asks it; without the domains that are named. */
function mac(...without: ('gui' | 'user')[]) {
  const home = temporaryFolder();
  for (const folder of ['jobs', 'bin']) mkdirSync(join(home, folder));
  for (const domain of without) writeFileSync(join(home, `no-${domain}`), '');
  const script = `#!/bin/sh\nLAUNCHD_STAND_IN='${home}' exec sh '${program}' "$@"\n`;
  writeFileSync(join(home, 'bin/launchctl'), script, { mode: 0o755 });
  const { PATH, ...env } = testEnvironment();
  const search = findLaunchd({ home, env: { ...env, PATH: `${join(home, 'bin')}:${PATH}` } });
  return { search, calls: () => (readIfThere(join(home, 'calls')) ?? '').trim().split('\n') };
}

function found(search: InitSystemSearch): InitSystem {
  if (search.kind === 'none') throw new Error(search.why);
  return search.manager;
}

function write(launchd: InitSystem): void {
  const file = launchd.fileOf(plan.name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, launchd.textOf(plan));
}

test('a launch agent is loaded with the graphical login, started anew, and taken away, each also twice', async () => {
  const { search, calls } = mac();
  const launchd = found(await search);
  write(launchd);
  expect(await launchd.look(plan.name)).toMatchObject({ loaded: false, running: false, pid: null });
  await launchd.unload(plan.name);
  await launchd.load(plan.name);
  expect(await launchd.look(plan.name)).toEqual({ loaded: true, running: true, pid: 4242, state: 'running' });
  await launchd.load(plan.name);
  await launchd.unload(plan.name);
  await launchd.unload(plan.name);
  expect((await launchd.look(plan.name)).loaded).toBe(false);
  const file = launchd.fileOf(plan.name);
  expect(calls()).toContain(`bootstrap gui/${uid} ${file}`);
  expect(calls().filter((call) => call === `bootout gui/${uid}/${label}`)).toHaveLength(2);
  expect(launchd.textOf(plan)).toContain('<string>Aqua</string>');
});

test('on a Mac without a graphical login it is loaded in the background', async () => {
  const { search, calls } = mac('gui');
  const launchd = found(await search);
  write(launchd);
  await launchd.load(plan.name);
  expect(calls()).toContain(`bootstrap user/${uid} ${launchd.fileOf(plan.name)}`);
  expect(launchd.textOf(plan)).toContain('<string>Background</string>');
});

test('what launchd refuses is told in its words', async () => {
  const launchd = found(await mac().search);
  const file = launchd.fileOf(plan.name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'no plist');
  await expect(launchd.load(plan.name)).rejects.toThrow(/bootstrap .* failed: Bootstrap failed: 5/);
});

test('who has no domain has no launchd', async () => {
  expect(await mac('gui', 'user').search).toMatchObject({ kind: 'none' });
});
