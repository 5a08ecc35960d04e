import { expect, it } from 'vitest';
import { findImpureCore } from '../../../scripts/checks/core-purity.ts';
import { parseSource } from '../../../scripts/checks/source-file.ts';

const impure = [
  ['node:fs', "import { readFileSync } from 'node:fs';"],
  ['zod', "import { z } from 'zod';"],
  ['async', 'export async function decide() {}'],
  ['async', 'export const decide = async () => 1;'],
  ['await', 'const a = await decide();'],
  ['clock', 'const now = Date.now();'],
  ['clock', 'const now = new Date();'],
  ['randomness', 'const jitter = Math.random();'],
  ['crypto', 'const id = crypto.randomUUID();'],
  ['process', 'const pid = process.pid;'],
  ['console', "console.info('decided');"],
  ['setTimeout', 'setTimeout(decide, 1);'],
] as const;

it.each(impure)('finds %s in core: %s', (what, text) => {
  const findings = findImpureCore([parseSource('src/core/a.ts', text)]);
  expect(findings).toEqual([{ path: 'src/core/a.ts', line: 1, message: `core is pure: no ${what}` }]);
});

it('leaves pure core code and all other layers alone', () => {
  const pure =
    "import { b } from './b.ts';\nexport const a = (nowMs: number) => new Date(nowMs + b.process.env).getTime();";
  const edge = "import { readFileSync } from 'node:fs';\nexport const a = async () => readFileSync('x');";
  expect(findImpureCore([parseSource('src/core/a.ts', pure), parseSource('src/edge/a.ts', edge)])).toEqual(
    [],
  );
});
