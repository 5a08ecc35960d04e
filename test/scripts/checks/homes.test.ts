import { expect, it } from 'vitest';
import { findHomeless } from '../../../scripts/checks/homes.ts';
import { parseSource } from '../../../scripts/checks/source-file.ts';

const homeless = [
  ['the environment', 'const home = process.env.HOME;'],
  ['the environment', "const home = process['env'].HOME;"],
  ['the environment', 'const { env } = process;'],
  ['the environment', "import { env } from 'node:process';"],
  ['spawning', "import { spawn } from 'node:child_process';"],
  ['spawning', "const { execa } = await import('execa');"],
  ['SQL', "import Database from 'better-sqlite3';"],
  ['SQL', "import type { Kysely } from 'kysely';"],
  ['SQL', "import { DatabaseSync } from 'node:sqlite';"],
  ['the clock', 'const now = Date.now();'],
  ['the clock', 'const now = new Date();'],
  ['the clock', 'const now = Date();'],
  ['the clock', 'const now = performance.now();'],
  ['the clock', 'setTimeout(stop, 10);'],
  ['the clock', 'const schedule = { every: setInterval };'],
  ['the clock', "import { setTimeout as sleep } from 'node:timers/promises';"],
  ['the clock', 'const signal = AbortSignal.timeout(10);'],
  ['the clock', 'const now = process.hrtime.bigint();'],
  ['the clock', "import { hrtime } from 'node:process';"],
  ['the clock', "import { uptime } from 'node:os';"],
] as const;

it.each(homeless)('keeps %s in its home: %s', (what, text) => {
  const findings = findHomeless([parseSource('src/worker/a.ts', text)]);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain(`${what} has its home in src/`);
});

const atHome = [
  ['src/config/environment.ts', 'export const home = process.env.HOME;'],
  ['src/edge/exec.ts', "import { execa } from 'execa';"],
  ['src/store/claim-request.ts', "import type { Kysely } from 'kysely';"],
  ['src/worker/journal/open-journal.ts', "import Database from 'better-sqlite3';"],
  ['src/edge/clock.ts', 'export const now = () => Date.now();'],
  ['test/edge/exec.test.ts', "import { spawn } from 'node:child_process'; setTimeout(spawn, Date.now());"],
] as const;

it.each(atHome)('lets %s do it', (path, text) => {
  expect(findHomeless([parseSource(path, text)])).toEqual([]);
});

it('is not confused by names, conversions, comments and texts', () => {
  const text = `
    // Date.now() and process.env
    const options = { env, setTimeout: 1, date: new Date(nowMs).toISOString() };
    clock.setTimeout('process.env', options.setTimeout);
    child.env.HOME;
  `;
  expect(findHomeless([parseSource('src/worker/a.ts', text)])).toEqual([]);
});
