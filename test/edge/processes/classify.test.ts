import { describe, expect, it } from 'vitest';
import { type ClassifyOptions, classify, type SeenProcess } from '../../../src/edge/processes/classify.ts';

const terminal = '34816';

/** A process of no interest: another's, in a session of its own, elsewhere. */
const process = (pid: number, ppid: number, more: Partial<SeenProcess> = {}): SeenProcess => ({
  pid,
  ppid,
  pgid: pid,
  sid: pid,
  state: 'S',
  startTime: '1',
  terminal: null,
  command: 'x',
  marked: false,
  recorded: false,
  foreign: false,
  inWorkspace: false,
  ...more,
});

const init = process(1, 0);
const worker = process(50, 40, { sid: 40 });
const shellOfPerson = process(40, 1, { sid: 40, terminal });

function ours(seen: SeenProcess[], options: Partial<ClassifyOptions> = {}) {
  const all = [init, worker, shellOfPerson, ...seen];
  const { ours: found, visitors } = classify(all, {
    roots: new Map(),
    reapers: new Set([1]),
    exclude: new Set([50, 40]),
    ...options,
  });
  return { found: Object.fromEntries(found), visitors };
}

describe('what belongs to a session', () => {
  it('is who carries its marker, and their children', () => {
    const seen = [process(100, 1, { marked: true }), process(101, 100), process(102, 101), process(103, 1)];
    expect(ours(seen).found).toEqual({ 100: 'marker', 101: 'descendant', 102: 'descendant' });
  });

  it('is who was seen before, and their children, also without marker, parent and workspace', () => {
    const seen = [process(100, 1, { recorded: true, foreign: true }), process(101, 100), process(102, 1)];
    expect(ours(seen).found).toEqual({ 100: 'recorded', 101: 'descendant' });
  });

  it('is who an earlier look has found, and stays found by the same', () => {
    const seen = [process(100, 1, { met: 'descendant', recorded: true }), process(101, 100)];
    expect(ours(seen).found).toEqual({ 100: 'descendant', 101: 'descendant' });
  });

  it('is who is in its cell, or its guard', () => {
    const roots = new Map([[100, 'cell'] as const, [101, 'guard'] as const]);
    expect(ours([process(100, 1), process(101, 1)], { roots }).found).toEqual({ 100: 'cell', 101: 'guard' });
  });

  it('is who shares a kernel session whose leader is ours, or dead', () => {
    const leader = process(100, 1, { marked: true });
    const ofDead = [process(111, 1, { sid: 110, marked: true }), process(112, 1, { sid: 110 })];
    const seen = [leader, process(101, 1, { sid: 100 }), ...ofDead];
    expect(ours(seen).found).toEqual({ 100: 'marker', 101: 'group', 111: 'marker', 112: 'group' });
  });

  it('is not who shares a session with a marked process, under a leader that is not ours', () => {
    const seen = [process(90, 1), process(91, 90, { sid: 90, marked: true }), process(92, 90, { sid: 90 })];
    expect(ours(seen).found).toEqual({ 91: 'marker' });
  });

  it('is an orphan without a terminal in its workspace, and its children', () => {
    const seen = [process(100, 1, { inWorkspace: true }), process(101, 100)];
    expect(ours(seen).found).toEqual({ 100: 'directory', 101: 'descendant' });
  });

  it('is an orphan that a subreaper got', () => {
    const seen = [process(30, 1), process(100, 30, { inWorkspace: true })];
    expect(ours(seen, { reapers: new Set([1, 30]) }).found).toEqual({ 100: 'directory' });
  });
});

describe('a person in the workspace', () => {
  it('is a visitor with a terminal, or under a living parent, and never ours', () => {
    const seen = [
      process(100, 1, { inWorkspace: true, terminal }),
      process(200, 1),
      process(201, 200, { inWorkspace: true }),
    ];
    expect(ours(seen)).toEqual({ found: {}, visitors: [100, 201] });
  });

  it('is a visitor also as an orphan without a terminal that brought its own environment', () => {
    const seen = [process(100, 1, { inWorkspace: true, foreign: true }), process(101, 100)];
    expect(ours(seen)).toEqual({ found: {}, visitors: [100] });
  });
});

describe('the worker', () => {
  it('is never ours, whatever it and its shell look like', () => {
    const seen = [
      process(60, 50, { sid: 40, marked: true }),
      process(61, 40, { sid: 40 }),
      process(62, 60, { sid: 40 }),
    ];
    expect(ours(seen).found).toEqual({ 60: 'marker', 62: 'descendant' });
  });

  it('is never ours when its shell stands in the workspace', () => {
    const { found } = ours([{ ...worker, inWorkspace: true, marked: true }]);
    expect(found).toEqual({});
  });
});

it('never takes a reaper for ours', () => {
  const seen = [process(30, 1, { marked: true }), process(31, 30)];
  expect(ours(seen, { reapers: new Set([1, 30]) }).found).toEqual({});
});
