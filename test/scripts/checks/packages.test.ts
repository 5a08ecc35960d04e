import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findUnlockedPackages } from '../../../scripts/checks/packages.ts';

function messagesFor(packages: Record<string, unknown>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'planeguard-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  return findUnlockedPackages(root).map(({ message }) => message);
}

it('refuses a range of versions', () => {
  const messages = messagesFor({
    '': { dependencies: { a: '1.2.3', b: '^1.2.3' }, devDependencies: { c: 'latest' } },
  });
  expect(messages).toEqual([
    expect.stringContaining('b ^1.2.3 is not'),
    expect.stringContaining('c latest is not'),
  ]);
});

it('refuses a lockfile that names a registry', () => {
  const messages = messagesFor({
    'node_modules/a': { version: '1.2.3', resolved: 'https://registry.example/a.tgz' },
  });
  expect(messages).toEqual([expect.stringContaining('node_modules/a names a registry')]);
});

it('refuses a lockfile without the packages of other platforms', () => {
  const messages = messagesFor({
    'node_modules/a': {
      version: '1.2.3',
      optionalDependencies: { 'a-linux-x64': '1.2.3', 'a-darwin-x64': '1.2.3' },
    },
    'node_modules/a-linux-x64': { version: '1.2.3' },
  });
  expect(messages).toEqual([expect.stringContaining('a-darwin-x64 is missing')]);
});
