import { expect, it } from 'vitest';
import { parsePsLine, parseWorkingDirectories } from '../../../src/edge/processes/ps-output.ts';

it('reads a line as ps of macOS prints it', () => {
  const line = '  512   1   512      0 Ss   ttys003  Sat Nov  2 10:04:05 2024     /bin/my sh';
  expect(parsePsLine(line)).toEqual({
    pid: 512,
    ppid: 1,
    pgid: 512,
    sid: 512,
    state: 'S',
    startTime: 'Sat_Nov_2_10:04:05_2024',
    terminal: 'ttys003',
    command: '/bin/my sh',
  });
});

it('takes ?? for no terminal', () => {
  expect(parsePsLine('1 0 1 0 Ss ?? Sat Nov  2 10:04:05 2024 launchd')?.terminal).toBeNull();
});

it('refuses a line of another form', () => {
  expect(parsePsLine('ps: illegal option')).toBeNull();
});

it('reads working directories as lsof prints them', () => {
  const lines = ['p12', 'fcwd', 'n/a folder', 'p13', 'fcwd', 'n/'];
  expect([...parseWorkingDirectories(lines)]).toEqual([
    [12, '/a folder'],
    [13, '/'],
  ]);
});
