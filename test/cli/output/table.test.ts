import { describe, expect, it } from 'vitest';
import { table } from '../../../src/cli/output/table.ts';

const rows = [
  ['r4k2m8xq1', 'blocked', 'Try again: planeguard retry r4k2m8xq1. Give up: planeguard cancel r4k2m8xq1.'],
  ['r7', 'in_review', 'Look.'],
];

describe('a table', () => {
  it('has one line for each row where nobody looks at a width', () => {
    expect(table(['ID', 'STATE', 'NEXT'], rows)).toEqual([
      'ID         STATE      NEXT',
      `r4k2m8xq1  blocked    ${rows[0]?.[2]}`,
      'r7         in_review  Look.',
    ]);
  });

  it('folds the last column between words where the terminal is narrower', () => {
    expect(table(['ID', 'STATE', 'NEXT'], rows, 60)).toEqual([
      'ID         STATE      NEXT',
      'r4k2m8xq1  blocked    Try again: planeguard retry r4k2m8xq1.',
      '                      Give up: planeguard cancel r4k2m8xq1.',
      'r7         in_review  Look.',
    ]);
  });

  it('puts the last column below its row where the others leave no room', () => {
    expect(table(['ID', 'STATE', 'NEXT'], rows, 40)).toEqual([
      'ID         STATE      NEXT',
      'r4k2m8xq1  blocked',
      '    Try again: planeguard retry',
      '    r4k2m8xq1. Give up: planeguard',
      '    cancel r4k2m8xq1.',
      'r7         in_review  Look.',
    ]);
  });

  it('puts a path that does not fit below its row, in one piece', () => {
    const path = '/home/ada/state/workspaces/r4k2m8xq1-1';
    expect(table(['WHY', 'PATH'], [['in review', path]], 45)).toEqual([
      'WHY        PATH',
      'in review',
      `    ${path}`,
    ]);
  });

  it('does not count colours', () => {
    const painted = [['\u001B[31mblocked\u001B[39m', 'twelve chars']];
    expect(table(['STATE', 'NEXT'], painted, 21)).toEqual([
      'STATE    NEXT',
      '\u001B[31mblocked\u001B[39m  twelve chars',
    ]);
  });
});
