import { expect, test } from 'vitest';
import { openOutput } from '../../../src/cli/output/output.ts';
import { quarantineLines } from '../../../src/cli/output/quarantine-lines.ts';
import type { QuarantineView } from '../../../src/protocol/quarantine.ts';

const nowMs = Date.parse('2030-01-02T12:00:00Z');
const item: QuarantineView = {
  id: 'r00000001-1',
  worker: 'w1',
  why: 'owner_unproven',
  since: '2030-01-02T11:00:00.000Z',
  residue: {
    processes: [{ pid: 42, command: 'node' }],
    cell: null,
    socket: '/run/one.sock',
    workspace: null,
    watch: 43,
  },
  tries: 0,
  decision: null,
};
const lines = (items: QuarantineView[]) =>
  quarantineLines(openOutput({ json: false, noColor: true }), items, nowMs);

test('says what was found, since when, and why it is kept', () => {
  expect(lines([item]).at(-1)).toBe(
    'r00000001-1  60m  it is not proven to be of this installation  node (42), watch (43), /run/one.sock',
  );
});

test('shows a reason of a newer worker as it is', () => {
  expect(lines([{ ...item, why: 'of_tomorrow' }]).at(-1)).toContain('of_tomorrow');
});

test('warns of what is old, and says what to do', () => {
  const old = { ...item, since: '2030-01-01T11:59:00.000Z' };
  expect(lines([item, old]).at(-1)).toBe(
    '1 waits for more than a day. Look at it, then: planeguard quarantine clean ID, or release ID.',
  );
});
