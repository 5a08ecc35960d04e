import { expect, it } from 'vitest';
import { identityKey } from '../../../src/edge/processes/identity.ts';
import type { FoundProcess, Sweep } from '../../../src/edge/processes/sweep.ts';
import { decideGrace } from '../../../src/worker/stop/decide-grace.ts';

const process = (pid: number): FoundProcess => ({
  identity: { bootId: 'boot', pid, startTime: '1' },
  ppid: 1,
  by: 'marker',
  command: 'x',
});
const swept = (...found: FoundProcess[]): Sweep => ({ kind: 'swept', found, visitors: [] });
const unknown: Sweep = { kind: 'unknown', why: 'no /proc' };
const asked = (...processes: FoundProcess[]) => new Set(processes.map((each) => identityKey(each.identity)));
const [a, b] = [process(1), process(2)];

it.each([
  ['nobody was there', swept(), asked(), 0, { kind: 'over', grace: 'not_needed' }],
  ['all have ended', swept(), asked(a), 50, { kind: 'over', grace: 'kept' }],
  ['somebody is there', swept(a, b), asked(), 0, { kind: 'wait', ask: [a, b] }],
  ['somebody new is there', swept(a, b), asked(a), 10, { kind: 'wait', ask: [b] }],
  ['everybody was asked', swept(a, b), asked(a, b), 99, { kind: 'wait', ask: [] }],
  ['the grace is over', swept(a), asked(a), 100, { kind: 'over', grace: 'used_up' }],
  ['nothing can be seen', unknown, asked(), 99, { kind: 'wait', ask: [] }],
  ['nothing can be seen to the end', unknown, asked(), 100, { kind: 'over', grace: 'used_up' }],
])('decides the next step when %s', (_, agents, ofWhom, elapsedMs, step) => {
  expect(decideGrace({ agents, asked: ofWhom, elapsedMs, graceMs: 100 })).toEqual(step);
});

it('asks a pid again that is another process now', () => {
  const another = { ...a, identity: { ...a.identity, startTime: '2' } };
  const step = decideGrace({ agents: swept(another), asked: asked(a), elapsedMs: 1, graceMs: 100 });
  expect(step).toEqual({ kind: 'wait', ask: [another] });
});
