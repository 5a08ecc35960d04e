import { expect, it } from 'vitest';
import { bootId, identityKey } from '../../../src/edge/processes/identity.ts';
import { Lineage } from '../../../src/edge/processes/lineage.ts';
import type { ProcessSource } from '../../../src/edge/processes/process-source.ts';

interface Process {
  ppid?: number;
  sid?: number;
  startTime?: string;
  environment?: string[];
}

/** A machine of a few processes, that counts what is read. */
class Machine implements ProcessSource {
  readonly processes = new Map<number, Process>([[1, {}]]);
  reads = 0;

  constructor(processes: Record<number, Process>) {
    for (const [pid, process] of Object.entries(processes)) this.processes.set(Number(pid), process);
  }

  pids(): number[] {
    return [...this.processes.keys()];
  }

  read(pid: number) {
    this.reads += 1;
    const process = this.processes.get(pid);
    if (process === undefined) return null;
    const { ppid = 1, sid = pid, startTime = '7' } = process;
    return { ppid, sid, startTime };
  }

  environment(pid: number): string[] {
    return this.processes.get(pid)?.environment ?? [];
  }
}

const marker = (id: string, installation = 'wours0000') => [
  `PLANEGUARD_SESSION=${id}`,
  `PLANEGUARD_INSTALLATION=${installation}`,
];
const session = (id: string, roots: number[] = [], recorded: string[] = []) => ({
  id,
  roots,
  recorded: new Set(recorded),
});
const pidsOf = (lineage: Lineage, id: string): number[] => lineage.of(id).map(({ pid }) => pid);

it('knows a process by marker, guard, parent and kernel session, each of its own session', () => {
  const machine = new Machine({
    10: { environment: marker('r1-1') },
    11: { ppid: 10 },
    12: { ppid: 11 },
    13: { sid: 10 },
    20: {},
    21: { ppid: 20 },
    30: {},
  });
  const lineage = new Lineage('wours0000');
  lineage.look(machine, [session('r1-1'), session('r2-1', [20])]);
  expect(pidsOf(lineage, 'r1-1')).toEqual([10, 11, 12, 13]);
  expect(pidsOf(lineage, 'r2-1')).toEqual([20, 21]);
});

it('keeps who was seen when it has lost its parent, and their later children; forgets who has ended', () => {
  const machine = new Machine({ 10: { environment: marker('r1-1') }, 11: { ppid: 10 } });
  const lineage = new Lineage('wours0000');
  lineage.look(machine, [session('r1-1')]);
  machine.processes.delete(10);
  machine.processes.set(11, { ppid: 1 });
  machine.processes.set(9, { ppid: 11 });
  lineage.look(machine, [session('r1-1')]);
  expect(pidsOf(lineage, 'r1-1')).toEqual([11, 9]);
});

it('says whose processes have changed', () => {
  const machine = new Machine({ 10: { environment: marker('r1-1') }, 20: { environment: marker('r2-1') } });
  const lineage = new Lineage('wours0000');
  const look = () => [...lineage.look(machine, [session('r1-1'), session('r2-1')])];
  expect(look()).toEqual(['r1-1', 'r2-1']);
  machine.processes.set(30, {});
  expect(look()).toEqual([]);
  machine.processes.set(21, { ppid: 20 });
  expect(look()).toEqual(['r2-1']);
  machine.processes.delete(10);
  expect(look()).toEqual(['r1-1']);
});

it('gives nobody to a session whose pid is a stranger by now, as after a long pause of this worker', () => {
  const machine = new Machine({ 10: { environment: marker('r1-1') } });
  const lineage = new Lineage('wours0000');
  lineage.look(machine, [session('r1-1')]);
  machine.processes.set(10, { startTime: '900' });
  machine.processes.set(11, { ppid: 10, startTime: '901' });
  machine.processes.set(12, { sid: 10, startTime: '901' });
  lineage.look(machine, [session('r1-1')]);
  expect(pidsOf(lineage, 'r1-1')).not.toContain(11);
  expect(pidsOf(lineage, 'r1-1')).not.toContain(12);
});

it('reads only what is new, and its parent', () => {
  const machine = new Machine({ 10: { environment: marker('r1-1') }, 11: {} });
  const lineage = new Lineage('wours0000');
  lineage.look(machine, [session('r1-1')]);
  const before = machine.reads;
  machine.processes.set(12, { ppid: 10 });
  lineage.look(machine, [session('r1-1')]);
  expect(machine.reads - before).toBe(2);
});

it('takes nobody of another installation, of a session that it was not told of, or of no session', () => {
  const machine = new Machine({
    10: { environment: marker('r1-1', 'wtheirs00') },
    11: { environment: marker('r9-1') },
    12: { ppid: 11 },
  });
  const lineage = new Lineage('wours0000');
  lineage.look(machine, [session('r1-1')]);
  expect(pidsOf(lineage, 'r1-1')).toEqual([]);
  expect(pidsOf(lineage, 'r9-1')).toEqual([]);
});

it('goes on from what an earlier worker has recorded, unless the pid is another process by now', () => {
  const machine = new Machine({ 10: { startTime: '5' }, 11: { startTime: '6' } });
  const recorded = [10, 11].map((pid) => identityKey({ bootId: bootId(), pid, startTime: '5' }));
  const lineage = new Lineage('wours0000');
  lineage.look(machine, [session('r1-1', [], recorded)]);
  expect(pidsOf(lineage, 'r1-1')).toEqual([10]);
});
