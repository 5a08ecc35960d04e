import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** Runs one test with the given body in a project of its own, under the global setup of this one. */
function runTest(body: string) {
  const root = mkdtempSync(join(tmpdir(), 'planeguard-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const options = {
    globalSetup: [resolve('test/support/global-setup.ts')],
    setupFiles: [resolve('test/support/mark-children.ts')],
  };
  mkdirSync(join(root, 'test'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'vitest.config.mjs'), `export default ${JSON.stringify({ test: options })};`);
  writeFileSync(
    join(root, 'test/one.test.js'),
    `import { it } from 'vitest';\nit('passes', async () => {\n${body}\n});`,
  );
  const { status, stdout, stderr } = spawnSync(resolve('node_modules/.bin/vitest'), ['run'], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

it('a run that leaves a detached process and a folder fails, and says which test left them', () => {
  const { status, output } = runTest(`
    const { spawn } = await import('node:child_process');
    const { mkdtempSync } = await import('node:fs');
    mkdtempSync(process.env.TMPDIR + '/forgotten-');
    spawn('sleep', ['271'], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
  `);
  expect(status).toBe(1);
  expect(output).toMatch(/the tests left behind:\n {2}process \d+: sleep 271 \(started by .*one\.test\.js\)/);
  expect(output).toMatch(/folder .*forgotten-/);
});

it('a run that leaves nothing passes, and saw nothing of the person who started it', () => {
  process.env.PLANEGUARD_STATE_DIR = '/somewhere';
  onTestFinished(() => {
    delete process.env.PLANEGUARD_STATE_DIR;
  });
  const { status, output } = runTest(`
    const { homedir, tmpdir } = await import('node:os');
    if (process.env.PLANEGUARD_STATE_DIR || !homedir().startsWith(tmpdir())) throw new Error('not isolated');
  `);
  expect(output).toContain('1 passed');
  expect(status).toBe(0);
});
