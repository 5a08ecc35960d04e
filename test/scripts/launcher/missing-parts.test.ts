import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FreshCheckout } from './fresh-checkout.ts';

const tooOld = '#!/bin/sh\n[ "$1" != --version ] || { echo v20.20.2; exit; }\nexec false\n';

/** Root may write everywhere, so root tries it as nobody. */
const nobody = process.getuid?.() === 0 ? { user: 65534 } : {};

/** What is wrong, and what the one sentence about it has to say. */
const troubles: [string, (checkout: FreshCheckout) => void, RegExp][] = [
  ['npm is missing', (checkout) => checkout.uninstall('npm'), /npm is needed to install packages; type: \S/],
  ['Node is missing', (checkout) => checkout.uninstall('node'), /Node 22\.18 or newer is needed.* type: \S/],
  [
    'Node is too old',
    (checkout) => checkout.install('node', tooOld),
    /Node 22\.18 or newer is needed.* type: \S/,
  ],
  ['git is missing', (checkout) => checkout.uninstall('git'), /git 2\.39 or newer is needed; .* type: \S/],
  [
    'git is too old',
    (checkout) => say(checkout, 'git', 'git version 2.30.2'),
    /git version 2\.30\.2 is too old.*2\.39/,
  ],
  [
    'git does not run',
    (checkout) => checkout.install('git', '#!/bin/sh\nexit 1\n'),
    /git does not run; .*git --version/,
  ],
  ['tmux is missing', (checkout) => checkout.uninstall('tmux'), /tmux 3\.2 or newer is needed; .* type: \S/],
  ['tmux is too old', (checkout) => say(checkout, 'tmux', 'tmux 3.1c'), /tmux 3\.1c is too old.*3\.2/],
  [
    'npm fails',
    (checkout) => checkout.install('npm', '#!/bin/sh\nexit 1\n'),
    /npm could not install.* type: cd '.*npm ci/,
  ],
];

it.each(troubles)(
  'when %s, one sentence says what to type, and the exit code is 78',
  async (_, spoil, sentence) => {
    const checkout = new FreshCheckout();
    spoil(checkout);
    const { exitCode, stdout, stderr } = await checkout.start();
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
  },
);

it.each(['tmux master', 'tmux next-3.6', 'tmux 3.2', 'tmux openbsd-7.3', 'tmux 4.0'])(
  '%s is new enough',
  async (version) => {
    const checkout = new FreshCheckout();
    say(checkout, 'tmux', version);
    expect(await checkout.start()).toMatchObject({ exitCode: 0 });
  },
);

it('a program that is replaced by an older one is noticed', async () => {
  const checkout = new FreshCheckout();
  await checkout.start();
  say(checkout, 'git', 'git version 2.20.1');
  expect(await checkout.start()).toMatchObject({ exitCode: 78 });
});

it('in a checkout that it cannot write, it asks the owner to install, and runs once that is done', async () => {
  const checkout = new FreshCheckout();
  chmodSync(checkout.root, 0o555);
  const before = await checkout.start(nobody);
  expect(before).toMatchObject({ exitCode: 78, stdout: '' });
  expect(before.stderr).toMatch(
    /cannot be written; as its owner, type: npm ci --omit=dev --prefix '.*a checkout'/,
  );
  chmodSync(checkout.root, 0o755);
  checkout.installPackages('used');
  chmodSync(checkout.root, 0o555);
  expect(await checkout.start(nobody)).toMatchObject({ exitCode: 0, stderr: '' });
});

function say(checkout: FreshCheckout, program: string, version: string): void {
  checkout.install(program, `#!/bin/sh\necho '${version}'\n`);
}
