import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The package as npm unpacks it, with the packages of this checkout beside it instead of those of a registry. */
function unpacked(): string {
  const folder = temporaryFolder();
  // npm keeps its own compiled code in the temporary folder.
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { env });
  const [tarball = ''] = readdirSync(folder);
  const modules = join(folder, 'lib/node_modules');
  const root = join(modules, 'planeguard');
  mkdirSync(root, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', root]);
  for (const name of readdirSync('node_modules').filter((each) => !each.startsWith('.')))
    symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name));
  mkdirSync(join(folder, 'bin'));
  symlinkSync('../lib/node_modules/planeguard/bin/planeguard', join(folder, 'bin/planeguard'));
  return folder;
}

test('a package has what runs, and not what tests it; its daemons, guards and agents run from it alone', async () => {
  const prefix = unpacked();
  const root = join(prefix, 'lib/node_modules/planeguard');
  expect(readdirSync(root).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin',
    'dist',
    'docs',
    'package.json',
    'scripts',
  ]);
  expect(existsSync('dist')).toBe(false);
  const said = execFileSync(join(prefix, 'bin/planeguard'), ['version'], { cwd: '/', encoding: 'utf8' });
  expect(said).toMatch(/^planeguard \d/);

  const older = join(prefix, 'older');
  mkdirSync(older);
  writeFileSync(join(older, 'node'), '#!/bin/sh\necho v20.20.2\n', { mode: 0o755 });
  const env = { ...process.env, PATH: `${older}:${process.env.PATH}` };
  const refused = spawnSync(join(prefix, 'bin/planeguard'), ['version'], { env, encoding: 'utf8' });
  expect(refused).toMatchObject({
    status: 78,
    stdout: '',
    stderr: expect.stringMatching(/^planeguard: Node 22/),
  });

  const place = new Place({ main: join(root, 'dist/cli/main.mjs') });
  await place.up();
  const which = 'readlink -f "$(command -v planeguard)" > "$MARKS/program"';
  const id = await queue(place, place.agent(`${which}\n${openPullRequest}`));
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  const program = place.mark('program')?.trim() ?? '';
  expect(dirname(program)).toBe(place.layout.session(`${id}-1`).bin);
  expect(execFileSync('cat', [program], { encoding: 'utf8' })).toContain(place.main);
  expect(await place.planeguard('down')).toMatchObject({ exit: 0 });
}, 120_000);
