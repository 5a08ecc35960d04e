import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isKernelThread, parseProcStat } from '../../../src/edge/processes/proc-stat.ts';

const stat = (pid: number, command: string) =>
  `${pid} (${command}) S 11 12 13 34816 14 4194560 ${'0 '.repeat(12)}987654 1 2 3\n`;

it('reads the fields after the last bracket, whatever the command is called', () => {
  fc.assert(
    fc.property(fc.nat(4_000_000), fc.string({ maxLength: 15 }), (pid, command) => {
      expect(parseProcStat(stat(pid, command))).toEqual({
        pid,
        ppid: 11,
        pgid: 12,
        sid: 13,
        state: 'S',
        startTime: '987654',
        terminal: '34816',
        command,
      });
    }),
  );
});

it('takes terminal 0 for none', () => {
  expect(parseProcStat(stat(7, 'cat').replace('34816', '0'))?.terminal).toBeNull();
});

it.each(['', '7', '7 (cat', '7 (cat) S 1 2', 'seven (cat) S 1'])('refuses %j', (text) => {
  expect(parseProcStat(text)).toBeNull();
});

it("tells the kernel's own threads apart, whatever a program calls itself", () => {
  expect(isKernelThread(stat(2, 'kthreadd').replace('4194560', '2129984'))).toBe(true);
  expect(isKernelThread(stat(2, 'a) S 0 0 0 0 0 2129984'))).toBe(false);
});
