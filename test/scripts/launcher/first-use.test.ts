import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FreshCheckout } from './fresh-checkout.ts';

const answer = '["show","an id"]\n';

it('the first use installs what running needs, with progress on stderr only, then starts the CLI', async () => {
  const checkout = new FreshCheckout();
  const { exitCode, stdout, stderr } = await checkout.start();
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: answer });
  expect(stderr).toMatch(/installing packages.*added 1 package.*packages are installed/s);
  expect(checkout.npmCalls()).toEqual(['ci --ignore-scripts --omit=dev --omit=optional --loglevel=error']);
});

it('later uses say nothing and install nothing', async () => {
  const checkout = new FreshCheckout();
  await checkout.start();
  expect(await checkout.start()).toEqual({ exitCode: 0, stdout: answer, stderr: '' });
  expect(checkout.npmCalls()).toHaveLength(1);
});

it('two first uses at once install once', async () => {
  const checkout = new FreshCheckout();
  checkout.slowDownNpm();
  const results = await Promise.all([checkout.start(), checkout.start()]);
  expect(results.map(({ stdout }) => stdout)).toEqual([answer, answer]);
  expect(checkout.npmCalls()).toHaveLength(1);
  expect(existsSync(join(checkout.root, '.installing'))).toBe(false);
});

it('takes over the installation of a start that died', async () => {
  const checkout = new FreshCheckout();
  mkdirSync(join(checkout.root, '.installing'));
  writeFileSync(join(checkout.root, '.installing/pid'), '4194305\n'); // above the largest pid of Linux
  expect(await checkout.start()).toMatchObject({ exitCode: 0, stdout: answer });
});

it('a changed lockfile is installed at the next use, even when its date is old', async () => {
  const checkout = new FreshCheckout();
  await checkout.start();
  checkout.lock({ packages: { 'node_modules/used': { version: '1.0.1', integrity: 'sha512-newer' } } });
  utimesSync(join(checkout.root, 'package-lock.json'), 1, 1);
  expect(await checkout.start()).toMatchObject({ exitCode: 0, stdout: answer });
  expect(checkout.npmCalls()).toHaveLength(2);
});

it('accepts packages that a person installed with npm, with or without those for development', async () => {
  const developer = new FreshCheckout();
  developer.installPackages('used', 'tested-with');
  const user = new FreshCheckout();
  user.installPackages('used');
  for (const checkout of [developer, user]) {
    expect(await checkout.start()).toEqual({ exitCode: 0, stdout: answer, stderr: '' });
    expect(checkout.npmCalls()).toEqual([]);
  }
});

it("a developer's checkout stays one when it is brought up to date", async () => {
  const checkout = new FreshCheckout();
  checkout.installPackages('tested-with');
  mkdirSync(join(checkout.root, 'node_modules/vitest'));
  await checkout.start();
  expect(checkout.npmCalls()).toEqual([
    'ci --ignore-scripts --include=dev --include=optional --loglevel=error',
  ]);
});

it('starts through a chain of symlinks, from any directory', async () => {
  const checkout = new FreshCheckout();
  symlinkSync('../a checkout/planeguard', join(checkout.bin, 'pg'));
  symlinkSync(join(checkout.bin, 'pg'), join(checkout.bin, 'planeguard'));
  const program = join(checkout.bin, 'planeguard');
  expect(await checkout.start({ program, cwd: '/' })).toMatchObject({ exitCode: 0, stdout: answer });
  expect(await checkout.start({ program: './planeguard', cwd: checkout.root })).toMatchObject({
    stdout: answer,
  });
});
