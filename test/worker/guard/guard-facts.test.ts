import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SessionLayout, sessionLayout } from '../../../src/config/state-layout.ts';
import {
  readExit,
  readIdentityOf,
  readStarted,
  readWatchStop,
  writeDeadline,
} from '../../../src/worker/guard/guard-facts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function newLayout(): SessionLayout {
  const layout = sessionLayout(join(temporaryFolder(), 'r1-1'));
  mkdirSync(layout.guard, { recursive: true });
  return layout;
}

describe('a receipt', () => {
  it('is read as it was written', () => {
    const layout = newLayout();
    writeFileSync(layout.started, 'v1 boot 12 3456 11 1\n');
    writeFileSync(layout.exit, 'v1 143\n');
    writeFileSync(join(layout.guard, 'watch'), 'v1 boot 99 1\n');
    writeFileSync(join(layout.guard, 'watch-stop'), 'v1 deadline 1234 none\n');
    expect(readStarted(layout)).toMatchObject({
      kind: 'started',
      parent: { bootId: 'boot', pid: 12, startTime: '3456' },
      tmuxServerPid: 11,
      reaperPid: 1,
    });
    expect(readExit(layout)).toMatchObject({ kind: 'exited', status: 143 });
    expect(readIdentityOf(layout, 'watch')).toEqual({ bootId: 'boot', pid: 99, startTime: '1' });
    expect(readWatchStop(layout)).toMatchObject({ kind: 'stopped', why: 'deadline', left: [] });
  });

  it.each(['', 'v1', 'v1 143', 'v1 x\n', 'v2 143\n', 'v1 143\nmore', '\0\0\0'])(
    'that says %j is unreadable, not an end',
    (text) => {
      const layout = newLayout();
      for (const path of [layout.exit, layout.started]) writeFileSync(path, text);
      writeFileSync(join(layout.guard, 'watch'), text);
      expect(readExit(layout)).toEqual({ kind: 'unreadable' });
      expect(readStarted(layout)).toEqual({ kind: 'unreadable' });
      expect(readIdentityOf(layout, 'watch')).toBeNull();
    },
  );

  it('that is missing is none', () => {
    const layout = newLayout();
    expect(readExit(layout)).toEqual({ kind: 'none' });
    expect(readWatchStop(layout)).toEqual({ kind: 'none' });
  });

  it('of the watch names who it could not end', () => {
    const layout = newLayout();
    writeFileSync(join(layout.guard, 'watch-stop'), 'v1 unreadable 1234 12,13\n');
    expect(readWatchStop(layout)).toMatchObject({ why: 'unreadable', left: [12, 13], counts: null });
  });
});

describe('the deadline', () => {
  const written = (layout: SessionLayout) => readFileSync(layout.deadline, 'utf8');

  it('is one whole line, in whole seconds, and only moves later', () => {
    const layout = newLayout();
    writeDeadline(layout, { bootId: 'boot', deadlineBootSeconds: 100.2 });
    expect(written(layout)).toBe('boot 101\n');
    writeDeadline(layout, { bootId: 'boot', deadlineBootSeconds: 99 });
    expect(written(layout)).toBe('boot 101\n');
    writeDeadline(layout, { bootId: 'boot', deadlineBootSeconds: 150 });
    expect(written(layout)).toBe('boot 150\n');
  });

  it('of another boot, or a damaged one, is replaced', () => {
    const layout = newLayout();
    writeDeadline(layout, { bootId: 'old', deadlineBootSeconds: 5_000 });
    writeDeadline(layout, { bootId: 'new', deadlineBootSeconds: 10 });
    expect(written(layout)).toBe('new 10\n');
    writeFileSync(layout.deadline, 'new 99999');
    writeDeadline(layout, { bootId: 'new', deadlineBootSeconds: 20 });
    expect(written(layout)).toBe('new 20\n');
  });
});
