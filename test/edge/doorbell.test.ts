import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenDoorbell } from '../../src/edge/doorbell.ts';
import { ringDoorbell } from '../../src/edge/ring-doorbell.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

function newDoorbell(): string {
  const path = join(temporaryFolder(), "door bell; #(touch x) 'é'");
  execFileSync('mkfifo', ['-m', '600', path]);
  return path;
}

/** Holds the FIFO as the guard's parent does, and says so. */
async function holder(path: string, script: string) {
  const child = spawn('sh', ['-c', `exec 9<> "$1"; echo open; ${script}`, 'holder', path], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

function listen(path: string): string[] {
  const rings: string[] = [];
  const listener = listenDoorbell(path, (word) => rings.push(word));
  onTestFinished(() => listener?.close());
  return rings;
}

describe('the doorbell', () => {
  it('tells each word that was rung, also before anybody listened', async () => {
    const path = newDoorbell();
    await holder(path, 'echo started >&9; read -r line; echo exit >&9; read -r line').then(async (child) => {
      const rings = listen(path);
      await until('started', () => rings.includes('started'));
      child.stdin.write('\n');
      await until('exit', () => rings.includes('exit'));
      expect(rings).toEqual(['started', 'exit']);
    });
  });

  it('says that it is closed, once, when its holder was killed', async () => {
    const path = newDoorbell();
    const child = await holder(path, 'read -r line');
    const rings = listen(path);
    child.kill('SIGKILL');
    await until('closed', () => rings.includes('closed'));
    expect(rings).toEqual(['closed']);
  });

  it('waits for a holder that comes later', async () => {
    const path = newDoorbell();
    const rings = listen(path);
    await holder(path, 'echo started >&9; read -r line');
    await until('started', () => rings.includes('started'));
    expect(rings).toEqual(['started']);
  });

  it('can be rung from outside while somebody holds it', async () => {
    const path = newDoorbell();
    await holder(path, 'read -r line');
    const rings = listen(path);
    expect(ringDoorbell(path, 'spool')).toBe(true);
    await until('spool', () => rings.includes('spool'));
  });

  it('is not rung when nobody is there, when it is full, or missing', async () => {
    const path = newDoorbell();
    expect(ringDoorbell(path, 'spool')).toBe(false);
    expect(ringDoorbell(`${path}.missing`, 'spool')).toBe(false);
    await holder(path, 'read -r line');
    let rung = 0;
    while (rung < 100_000 && ringDoorbell(path, 'a word that nobody reads')) rung++;
    expect(rung).toBeLessThan(100_000);
  });

  it('is not there when something else, or nothing, is in its place, and holds nothing open', () => {
    const path = join(temporaryFolder(), 'bell');
    const openFiles = () => readdirSync('/dev/fd').length;
    const before = openFiles();
    expect(listenDoorbell(path, () => undefined)).toBeNull();
    writeFileSync(path, '');
    expect(listenDoorbell(path, () => undefined)).toBeNull();
    expect(openFiles()).toBe(before);
  });

  it('says nothing more after it was closed by its listener', async () => {
    const path = newDoorbell();
    const rings: string[] = [];
    const child = await holder(path, 'read -r line');
    listenDoorbell(path, (word) => rings.push(word))?.close();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(rings).toEqual([]);
  });
});
