import { expect, test } from 'vitest';
import { type ServiceFound, serviceDrift } from '../../../src/core/service/service-drift.ts';

const asInstalled: ServiceFound = {
  file: '/home/p/planeguard.service',
  text: 'unit',
  expected: 'unit',
  missingFiles: [],
  program: { installed: '/opt/main.mjs', now: '/opt/main.mjs' },
  missingPrograms: [],
};

const table: [what: string, found: Partial<ServiceFound>, told: RegExp[]][] = [
  ['as it was installed', {}, []],
  ['the unit file is gone', { text: null }, [/planeguard\.service is gone/]],
  ['somebody changed it', { text: 'other' }, [/was changed/]],
  [
    'the program was moved',
    { missingFiles: ['/opt/main.mjs'], program: { installed: '/opt/main.mjs', now: '/new/main.mjs' } },
    [/starts \/opt\/main\.mjs, which is gone/],
  ],
  [
    'another checkout asks',
    { program: { installed: '/opt/main.mjs', now: '/new/main.mjs' } },
    [/this is \/new\/main\.mjs/],
  ],
  ['an agent is not found', { missingPrograms: ['codex'] }, [/codex is not on the PATH of the service/]],
  [
    'all at once',
    { text: null, missingFiles: ['/n/node'], missingPrograms: ['git', 'codex'] },
    [/gone/, /node, which is gone/, /git/, /codex/],
  ],
];

test.each(table)('%s', (_what, found, told) => {
  const sentences = serviceDrift({ ...asInstalled, ...found });
  expect(sentences).toHaveLength(told.length);
  for (const [index, pattern] of told.entries()) expect(sentences[index]).toMatch(pattern);
  for (const sentence of sentences) expect(sentence).toContain('planeguard service install');
});
