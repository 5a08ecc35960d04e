import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** A project with this one's configuration and these files, checked by one of the tools that `npm test` runs. */
function check(files: Record<string, string>, program: string, ...args: string[]) {
  const root = mkdtempSync(join(tmpdir(), 'planeguard-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const name of ['package.json', 'tsconfig.json', 'knip.json', '.oxlintrc.json', 'biome.json']) {
    copyFileSync(name, join(root, name));
  }
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { status, stdout, stderr } = spawnSync(resolve('node_modules/.bin', program), args, {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

it('an export that nobody imports fails the check', () => {
  const files = {
    'src/cli/main.mjs': "import { used } from '../core/a.ts';\nused();\n",
    'src/core/a.ts': 'export function used() {}\nexport function forgotten() {}\n',
    'src/core/dead-file.ts': 'export const dead = 1;\n',
  };
  const { status, output } = check(files, 'knip', '--include', 'files,exports');
  expect(status).toBe(1);
  expect(output).toContain('forgotten');
  expect(output).toContain('dead-file.ts');
});

const mistakes = [
  ['no-floating-promises', 'async function work() {}\nwork();\n'],
  ['no-misused-promises', '[1].forEach(async () => {});\n'],
  ['no-unsafe-assignment', "export const parsed = JSON.parse('1');\n"],
  [
    'switch-exhaustiveness-check',
    "export function f(a: 'x' | 'y') {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n}\n",
  ],
] as const;

it.each(mistakes)('%s fails the check', (rule, text) => {
  const { status, output } = check({ 'src/worker/a.ts': text }, 'oxlint', '--type-aware');
  expect(output).toContain(rule);
  expect(status).toBe(1);
});

it('enums and parameter properties, which Node cannot strip, do not compile', () => {
  const text = 'export enum State {\n  Live,\n}\nexport class A {\n  constructor(readonly b: number) {}\n}\n';
  const { status, output } = check({ 'src/core/a.ts': text }, 'tsc', '--noEmit');
  expect(output.match(/TS1294/g)).toHaveLength(2);
  expect(status).not.toBe(0);
});
