import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Cell, CellRecord } from '../../../src/edge/containment/cell.ts';
import { openCell } from '../../../src/edge/containment/open-cell.ts';
import { aliveness, readIdentity } from '../../../src/edge/processes/identity.ts';
import { testEnvironment } from '../../support/git-repository.ts';
import { SystemdStandIn, systemdCanStandIn } from '../../support/systemd-stand-in.ts';
import { recordOfTier, tiersHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

let count = 0;

type Kind = 1 | 3 | 'scope';

/** What the contract holds for: the tiers of this host, and a scope as a stand-in for systemd makes it. */
const kinds: readonly Kind[] = systemdCanStandIn ? [...tiersHere, 'scope'] : tiersHere;

interface TestCell extends Cell {
  /** The environment in which a program joins it. */
  env: Record<string, string>;
}

function newCell(kind: Kind): TestCell {
  const { record, env } = recordOfKind(kind, `rcell${process.pid}-${++count}`);
  const cell = openCell(record);
  onTestFinished(async () => {
    cell.kill();
    await until('the cell is removed', () => cell.remove() === 'removed');
  });
  cell.create();
  return { ...cell, env };
}

function recordOfKind(kind: Kind, sessionId: string): { record: CellRecord; env: Record<string, string> } {
  if (kind !== 'scope') return { record: recordOfTier(kind, sessionId), env: testEnvironment() };
  const systemd = new SystemdStandIn();
  return { record: { tier: 1, path: join(systemd.slice, `${sessionId}.scope`) }, env: systemd.env };
}

/** Runs a script inside that prints one pid. */
async function inside(cell: TestCell, script: string) {
  const [program = '', ...args] = [...cell.join, 'sh', '-c', script];
  const stdio = ['ignore', 'pipe', 'ignore'] as const;
  const child = spawn(program, args, { stdio: [...stdio], detached: true, env: cell.env });
  const [said] = await once(child.stdout, 'data');
  const identity = readIdentity(Number(said));
  if (identity === null) throw new Error('it has ended already');
  onTestFinished(() => {
    if (aliveness(identity) === 'alive') process.kill(identity.pid, 'SIGKILL');
  });
  return identity;
}

describe.each(kinds)('a cell of kind %s', (kind) => {
  const holds = kind !== 3;

  it('is found again from its record, which is plain JSON', () => {
    const cell = newCell(kind);
    const record: CellRecord = JSON.parse(JSON.stringify(cell.record));
    expect(openCell(record).record).toEqual(cell.record);
  });

  it('runs a program with its arguments as they are', async () => {
    const identity = await inside(newCell(kind), 'echo $$; exec sleep 60');
    expect(aliveness(identity)).toBe('alive');
  });

  it('may be made, emptied and removed again and again', async () => {
    const cell = newCell(kind);
    cell.create();
    expect(cell.members()).toEqual({ kind: 'known', pids: [] });
    for (let i = 0; i < 2; i++) {
      expect(cell.kill()).not.toBe('unknown');
      await until('removed', () => cell.remove() === 'removed');
      expect(cell.members()).toEqual({ kind: 'known', pids: [] });
    }
  });

  it('tells its members, or leaves them to the sweep', async () => {
    const cell = newCell(kind);
    const identity = await inside(cell, 'echo $$; exec sleep 60');
    expect(cell.members()).toEqual({ kind: 'known', pids: holds ? [identity.pid] : [] });
  });

  it('is joined by others, one after the other, while it lives', async () => {
    const cell = newCell(kind);
    const pids = [];
    for (let i = 0; i < 3; i++) pids.push((await inside(cell, 'echo $$; exec sleep 60')).pid);
    const members = cell.members();
    expect(members.kind === 'known' && members.pids.toSorted((a, b) => a - b)).toEqual(
      holds ? pids.toSorted((a, b) => a - b) : [],
    );
  });

  it('ends its members, or leaves that to signals', async () => {
    const cell = newCell(kind);
    const identity = await inside(cell, '(env -i setsid sleep 60 >/dev/null & echo $!)');
    expect(cell.kill()).toBe(holds ? 'killed' : 'cannot');
    if (holds) await until('dead', () => aliveness(identity) === 'dead');
  });
});

describe.runIf(tiersHere.includes(1))('a cgroup', () => {
  it('keeps and ends what went to a group below it', async () => {
    const cell = newCell(1);
    const below = `${cell.record.path}/below`;
    const script = `mkdir ${below} && (sleep 60 >/dev/null & echo $! | tee ${below}/cgroup.procs)`;
    const identity = await inside(cell, script);
    await until('alone', () => isDeepStrictEqual(cell.members(), { kind: 'known', pids: [identity.pid] }));
    expect(cell.remove()).toBe('busy');
    cell.kill();
    await until('removed', () => cell.remove() === 'removed');
  });

  it('lets no program start outside when it cannot be joined', async () => {
    const cell = openCell({ tier: 1, path: `${recordOfTier(1, 'r-missing').path}` });
    const [program = '', ...args] = [...cell.join, 'sh', '-c', 'exit 0'];
    const child = spawn(program, args, { stdio: 'ignore' });
    expect((await once(child, 'exit'))[0]).toBe(125);
  });

  it('is unknown, not empty, where cgroups are not to be seen', () => {
    const cell = openCell({ tier: 1, path: '/no/cgroups/here' });
    expect(cell.members().kind).toBe('unknown');
    expect(cell.kill()).toBe('unknown');
    expect(cell.remove()).toBe('unknown');
  });

  it('takes the parent of all sessions along with the last one', async () => {
    const [first, second] = [newCell(1), newCell(1)];
    const parent = `${first.record.path}`.replace(/\/[^/]+$/, '');
    expect(first.remove()).toBe('removed');
    expect(existsSync(parent)).toBe(true);
    expect(second.remove()).toBe('removed');
    expect(existsSync(parent)).toBe(false);
  });
});
