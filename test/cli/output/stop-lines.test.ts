import { expect, test } from 'vitest';
import { newestStop, proofText, reasonText, stopText } from '../../../src/cli/output/stop-lines.ts';

const receipt = {
  found: { cell: 2, marker: 1, directory: 0 },
  terminated: 2,
  killed: 1,
  tookMs: 1_234,
  containers: ['web-1'],
  residue: [],
};
const receiptOf = (attempt: number, data: object, kind = 'stop') => ({
  attempt,
  kind,
  at: '2030-01-01T00:00:00.000Z',
  data: { ...data },
});
const ended = { proof: 'proved', clean: true } as const;

test('a stop is told with what was found, what it took and how long', () => {
  expect(stopText(receipt)).toBe(
    '3 processes found (2 by cell, 1 by marker), 2 got TERM, 1 KILL, removed web-1, took 1.2 s',
  );
  const nothing = { ...receipt, found: {}, containers: [] };
  expect(stopText(nothing)).toBe('no process was left, took 1.2 s');
});

test('the newest receipt of the attempt counts; one of a stop before afterRun has no proof, and is none', () => {
  const later = { ...receipt, killed: 7 };
  const { residue: _, ...withoutProof } = receipt;
  const receipts = [
    receiptOf(1, receipt),
    receiptOf(1, later),
    receiptOf(1, withoutProof),
    receiptOf(2, receipt),
    receiptOf(1, receipt, 'exit'),
  ];
  expect(newestStop(receipts, 1)?.killed).toBe(7);
  expect(newestStop(receipts, 3)).toBeNull();
});

test('an end that is not clean says what may be left, or that nobody has looked', () => {
  const residue = [
    { kind: 'process', pid: 12, command: 'evil\u001B[2J', by: 'cell' },
    { kind: 'unknown', why: 'docker hangs' },
  ];
  expect(proofText(ended, receipt)).toBe('proved');
  expect(proofText({ proof: null, clean: false }, { ...receipt, residue })).toMatch(
    /^none, not clean\. may be left: process 12 \(evil[^;\p{Cc}]*\); not known \(docker hangs\)\. See: /u,
  );
  expect(proofText({ proof: 'expired', clean: false }, null)).toMatch(
    /^expired, not clean\. nobody has looked/,
  );
});

test('a list says of each row whether its session ended clean, and what a queued one waits for', () => {
  const session = (clean: boolean | null) => ({ session: { clean } as never, waiting: null });
  expect(reasonText({ reason: 'stalled', ...session(true) })).toBe('stalled');
  expect(reasonText({ reason: 'stalled', ...session(false) })).toBe('stalled, not clean');
  expect(reasonText({ reason: null, ...session(false) })).toBe('not clean');
  expect(reasonText({ reason: null, session: null, waiting: null })).toBe('');
  const waiting = { reason: 'day_used_up', sentence: 'Waiting.', until: null } as const;
  expect(reasonText({ reason: null, session: null, waiting })).toBe('day_used_up');
});
