import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { takeLock } from '../../src/edge/lock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const program = `
  import { takeLock } from ${JSON.stringify(join(import.meta.dirname, '../../src/edge/lock.ts'))};
  console.log(takeLock(process.argv[1]).kind);
  setInterval(() => undefined, 1000);
`;

/** Another process that holds the lock when this resolves. */
async function holder(path: string) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout, 'data');
  expect(String(said).trim()).toBe('taken');
  return child;
}

describe('the lock', () => {
  it('is taken once, and again after its release', () => {
    const path = join(temporaryFolder(), 'a.lock');
    const first = takeLock(path);
    if (first.kind !== 'taken') throw new Error(first.kind);
    expect(takeLock(path, 0).kind).toBe('held');
    first.release();
    first.release();
    const second = takeLock(path);
    expect(second.kind).toBe('taken');
    if (second.kind === 'taken') second.release();
  });

  it('keeps another process out, also while its holder is stopped', async () => {
    const path = join(temporaryFolder(), 'a.lock');
    const child = await holder(path);
    child.kill('SIGSTOP');
    expect(takeLock(path, 0).kind).toBe('held');
  });

  it('dies with its holder, however that ends', async () => {
    const path = join(temporaryFolder(), 'a.lock');
    const child = await holder(path);
    child.kill('SIGKILL');
    const taken = await until('the lock is free', () => {
      const result = takeLock(path);
      return result.kind === 'taken' ? result : null;
    });
    taken.release();
  });

  it('says why it cannot be taken at all', () => {
    expect(takeLock(join(temporaryFolder(), 'missing', 'a.lock')).kind).toBe('failed');
  });

  it('knows when its file was deleted, or another one is in its place', () => {
    const path = join(temporaryFolder(), 'a.lock');
    const first = takeLock(path);
    if (first.kind !== 'taken') throw new Error(first.kind);
    expect(first.isInPlace()).toBe(true);
    rmSync(path);
    expect(first.isInPlace()).toBe(false);
    const second = takeLock(path);
    expect(second.kind).toBe('taken');
    expect(first.isInPlace()).toBe(false);
    first.release();
    if (second.kind === 'taken') second.release();
  });
});
