import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchName } from '../../src/core/branch-name.ts';

const named = (title: string, issueNumber: number | null = null): string =>
  branchName({ issueNumber, title, requestId: 'r1234abcd', attempt: 2 });

describe('a branch', () => {
  it.each([
    ['Fix the login', 'planeguard/fix-the-login-r1234abcd-2'],
    ['Größe prüfen!', 'planeguard/gro-e-prufen-r1234abcd-2'],
    ['修复登录', 'planeguard/work-r1234abcd-2'],
    ['', 'planeguard/work-r1234abcd-2'],
    ['-x', 'planeguard/x-r1234abcd-2'],
    ['../..', 'planeguard/work-r1234abcd-2'],
    ['#(touch x) $(id)', 'planeguard/touch-x-id-r1234abcd-2'],
    ['x.lock', 'planeguard/x-lock-r1234abcd-2'],
    [`${'a'.repeat(39)} b`, `planeguard/${'a'.repeat(39)}-r1234abcd-2`],
  ])('of the title %o', (title, branch) => {
    expect(named(title)).toBe(branch);
  });

  it('of an issue carries its number', () => {
    expect(named('Anything', 42)).toBe('planeguard/42-r1234abcd-2');
  });

  it('is ASCII and a valid ref of bounded length, whatever the title is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
        expect(named(title)).toMatch(/^planeguard\/[a-z0-9]+(-[a-z0-9]+)*-r1234abcd-2$/);
        expect(named(title).length).toBeLessThanOrEqual(70);
      }),
    );
  });
});
