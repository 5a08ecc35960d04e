import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tmuxName } from '../../../src/core/ids.ts';
import { bootId } from '../../../src/edge/processes/identity.ts';
import { signalGroupOf } from '../../../src/edge/processes/signal.ts';
import { attachArgv } from '../../../src/edge/tmux.ts';
import { readIdentityOf, readWatchStop } from '../../../src/worker/guard/guard-facts.ts';
import { isAlive } from '../../support/alive.ts';
import { type GuardedSession, launchedSession } from '../../support/guarded-session.ts';
import { innocents } from '../../support/innocents.ts';
import { killRoots } from '../../support/kill-roots.ts';
import { personsTerminal } from '../../support/persons-terminal.ts';
import { tiersHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

/** An agent with a dev server: there is something to end. */
const busyAgent = ['sh', '-c', 'setsid sleep 601 & exec sleep 602'];

/** Puts everybody around the session, ends it, and names who is no longer alive. */
async function harmedBy(session: GuardedSession, end: () => Promise<unknown>): Promise<string[]> {
  const around = await Promise.all(
    Object.entries(innocents).map(async ([name, arrive]) => ({ name, processes: await arrive(session) })),
  );
  await end();
  return around.filter(({ processes }) => !processes.every(isAlive)).map(({ name }) => name);
}

describe.each(tiersHere)('on tier %i', (tier) => {
  it('a stop touches nobody else', async () => {
    const session = await launchedSession(busyAgent, { tier });
    const watch = await until('the watch', () => readIdentityOf(session.layout, 'watch'));
    const harmed = await harmedBy(session, async () => {
      signalGroupOf(watch, 'SIGKILL');
      expect(await session.stop(200)).toMatchObject({ residue: [] });
    });
    expect(harmed).toEqual([]);
  });

  it('a stop after guard and agent were killed touches nobody else', async () => {
    const session = await launchedSession(busyAgent, { tier });
    await killRoots(session);
    expect(await harmedBy(session, () => session.stop(200))).toEqual([]);
  });

  // It looks the same way on every tier, and takes up to 5 s to begin.
  it.runIf(tier === 3)('the watch touches nobody else', async () => {
    const session = await launchedSession(busyAgent, { tier });
    const harmed = await harmedBy(session, async () => {
      writeFileSync(session.layout.deadline, `${bootId()} 1\n`);
      await until('the watch stops it', () => readWatchStop(session.layout).kind === 'stopped', 15_000);
    });
    expect(harmed).toEqual([]);
  });

  it('who is attached to the session is told that it is over, and keeps the shell', async () => {
    const session = await launchedSession(['sh', '-c', 'echo working; exec sleep 600'], { tier });
    const attach = attachArgv({ ...session.tmux, name: tmuxName(session.launch.sessionId) });
    const command = attach.map((word) => `'${word}'`).join(' ');
    const person = await personsTerminal(`${command}; echo back; exec sleep 600`, session.workspace);
    await until('attached', () => person.shown().includes('working'));
    await session.stop();
    await until('back in the shell', () => person.shown().includes('back'));
    expect(person.shown()).toMatch(/\[(server exited|exited)\]/);
    expect(isAlive(person.program)).toBe(true);
  });

  it('a stop that comes again, late, touches nobody else either', async () => {
    const session = await launchedSession(busyAgent, { tier });
    await session.stop(200);
    expect(await harmedBy(session, () => session.stop(200))).toEqual([]);
  });
});
