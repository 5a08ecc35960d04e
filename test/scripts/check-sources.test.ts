import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

function checkProject(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'planeguard-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return spawnSync(process.execPath, [resolve('scripts/check-sources.ts'), root], { encoding: 'utf8' });
}

it('fails for one violation of each kind, and says where', () => {
  const { status, stderr } = checkProject({
    'src/core/a.ts': "import { b } from '../edge/b.ts';\nconst r = Math.random();",
    'src/edge/b.ts': "import { a } from '../core/a.ts';\nconst now = Date.now();",
    'test/utils.ts': "vi.mock('a');",
  });
  expect(status).toBe(1);
  const places = stderr.split('\n').map((line) => line.split(': ')[0]);
  expect(places).toEqual([
    'src/core/a.ts:1',
    'src/edge/b.ts:1',
    'src/edge/b.ts:2',
    'src/core/a.ts:2',
    'test/utils.ts:1',
    'test/utils.ts:1',
    '',
  ]);
});

it('passes a project that keeps the rules', () => {
  const { status, stderr } = checkProject({ 'src/core/a.ts': 'export const a = 1;' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
