import { expect, it } from 'vitest';
import { findBadNames } from '../../../scripts/checks/file-names.ts';
import { parseSource } from '../../../scripts/checks/source-file.ts';

const badNames = [
  'claimRequest',
  'Claim',
  'claim_request',
  'utils',
  'git-helpers',
  'index',
  'session-manager',
  'services',
];

it.each(badNames)('refuses the name %s', (name) => {
  expect(findBadNames([parseSource(`src/edge/${name}.ts`, 'export const a = 1;')])).toHaveLength(1);
});

it.each(['claim-request', 'codex.e2e.test', 'http2', 'utilisation', 'install-service'])(
  'allows the name %s',
  (name) => {
    expect(findBadNames([parseSource(`src/edge/${name}.ts`, 'export const a = 1;')])).toEqual([]);
  },
);

it('refuses a file that only passes on what others export', () => {
  const barrel = "export * from './a.ts';\nexport { b } from './b.ts';";
  expect(findBadNames([parseSource('src/edge/git.ts', barrel)])).toHaveLength(1);
});
