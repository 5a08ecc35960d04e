import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readIfThere } from '../../../src/edge/files.ts';
import { aliveness, type ProcessIdentity } from '../../../src/edge/processes/identity.ts';
import { signalProcess } from '../../../src/edge/processes/signal.ts';
import { readExit } from '../../../src/worker/guard/guard-facts.ts';
import { identityOf } from '../../support/alive.ts';
import { detached } from '../../support/detached.ts';
import { type Escape, escapes } from '../../support/escapes.ts';
import { type GuardedSession, launchedSession } from '../../support/guarded-session.ts';
import { killRoots } from '../../support/kill-roots.ts';
import { recordProcesses } from '../../support/record-processes.ts';
import { tiersHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

const proofs = { 1: 'proved', 3: 'swept' } as const;

/** How the agent goes on once somebody got away, and what happens before the stop. */
const situations: [name: string, ending: string, before: (session: GuardedSession) => Promise<unknown>][] = [
  ['while the agent works', 'exec sleep 600', async () => undefined],
  [
    'after the agent has ended',
    'while [ ! -e end ]; do sleep 0.02; done',
    async (session) => {
      writeFileSync(join(session.workspace, 'end'), '');
      await until('exit', () => readExit(session.layout).kind === 'exited');
    },
  ],
  ['after guard and agent were killed', 'exec sleep 600', killRoots],
];

/** The identity of what got away, ended with the test whoever caught it. */
async function escaped({ workspace }: GuardedSession): Promise<ProcessIdentity> {
  const path = join(workspace, 'escaped');
  const pid = await until('it got away', () => readIfThere(path)?.trim() || null);
  const identity = identityOf(pid);
  onTestFinished(() => void signalProcess(identity, 'SIGKILL'));
  return identity;
}

/** Like Promise.all, but none goes on behind the end of the test, where nobody would end its processes. */
async function allEnded<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

describe.each(tiersHere)('on tier %i', (tier) => {
  it.each(situations)(
    '%s, every escape is caught but those that the tier cannot see',
    async (situation, ending, before) => {
      const outcome = async ({ name, script, recorded }: Escape) => {
        const session = await launchedSession(['sh', '-c', `${script}\n${ending}`], { tier });
        const identity = await escaped(session);
        if (recorded) await recordProcesses(session);
        await before(session);
        const { proof, residue } = await session.stop(200);
        return [name, { left: aliveness(identity), proof, residue }] as const;
      };
      const parentLives = situation === 'while the agent works';
      const expected = escapes.map(({ name, unseen }) => {
        const isUnseen = unseen === 'always' || (unseen === 'when_its_parent_is_gone' && !parentLives);
        const left = tier === 3 && isUnseen ? 'alive' : 'dead';
        return [name, { left, proof: proofs[tier], residue: [] }] as const;
      });
      const outcomes = [];
      // A few at once: each is a terminal, a guard and an agent.
      for (const few of chunks(escapes, 4)) outcomes.push(...(await allEnded(few.map(outcome))));
      expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(expected));
    },
  );

  it('ends what starts itself again every few milliseconds', async () => {
    const again = 'again() { sleep 0.003; again & }; (trap "" TERM; again) & exec sleep 600';
    const session = await launchedSession(['sh', '-c', again], { tier });
    expect(await session.stop(100)).toMatchObject({ residue: [] });
  });

  it('does not take for its own what a daemon of the system started for it (at, systemd-run, docker run)', async () => {
    const session = await launchedSession(['sh', '-c', 'echo please > ask; exec sleep 600'], { tier });
    await until('it asks', () => existsSync(join(session.workspace, 'ask')));
    const job = await detached('exec sleep 600', '/', { PATH: process.env.PATH ?? '' });
    expect(await session.stop(100)).toMatchObject({ residue: [] });
    expect(aliveness(job)).toBe('alive');
  });
});
