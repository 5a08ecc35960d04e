import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HookFact } from '../../../src/core/session-facts.ts';
import { aliveness, readIdentity } from '../../../src/edge/processes/identity.ts';
import { readWatchStop } from '../../../src/worker/guard/guard-facts.ts';
import { lastWords, readHook } from '../../../src/worker/hooks/hook-facts.ts';
import { startHook } from '../../../src/worker/hooks/start-hook.ts';
import { identityOf, isAlive } from '../../support/alive.ts';
import { type GuardedSession, guardedSession } from '../../support/guarded-session.ts';
import { signalPid } from '../../support/signal-pid.ts';
import { tiersHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

const name = 'beforeRun';

/** A hook as the worker would start it, in a session without an agent. */
async function started(text: string, session = guardedSession(['true'])): Promise<GuardedSession> {
  const { launch } = session;
  await startHook({
    ...launch,
    containment: launch.cell.record,
    name,
    text,
    env: { ...launch.env, PLANEGUARD_SESSION: launch.sessionId },
    watched: { deadline: launch.deadline, graceMs: launch.graceMs },
    onEnd: () => undefined,
  });
  return session;
}

const ended = ({ layout }: GuardedSession): Promise<HookFact> =>
  until('the hook is over', () => {
    const seen = readHook(layout, name);
    return (seen.kind === 'exited' || seen.kind === 'vanished') && seen;
  });

const file = (session: GuardedSession, path: string): string =>
  readFileSync(join(session.workspace, path), 'utf8');

describe('a hook', () => {
  it.each([
    ['true', 0],
    ['exit 3', 3],
    ['kill -KILL $$', 137],
    ['no-such-program', 127],
    ['"an unfinished quote', 2],
  ])('leaves a receipt of how it ended: %s', async (text, status) => {
    expect(await ended(await started(text))).toEqual({ kind: 'exited', status });
  });

  it('runs in the workspace, with the marker, without a terminal, with nothing to read', async () => {
    const session = await started(
      'pwd > seen; env > env; cat > input; (: > /dev/tty) 2> /dev/null && echo a terminal > terminal; true',
    );
    await ended(session);
    expect(file(session, 'seen')).toBe(`${session.workspace}\n`);
    expect(file(session, 'env')).toContain(`PLANEGUARD_SESSION=${session.launch.sessionId}\n`);
    expect(file(session, 'input')).toBe('');
    expect(existsSync(join(session.workspace, 'terminal'))).toBe(false);
  });

  it('is run as it is written, whatever stands in it', async () => {
    const session = await started(`cat > words <<'END'\n$(touch x) "it's" \`y\` ; \\ #\nEND\n`);
    expect(await ended(session)).toEqual({ kind: 'exited', status: 0 });
    expect(file(session, 'words')).toBe('$(touch x) "it\'s" `y` ; \\ #\n');
  });

  it('is run once, however often it is started', async () => {
    const session = await started('echo x >> runs');
    await ended(session);
    const pid = readFileSync(join(session.layout.hooks, `${name}.started`), 'utf8');
    await started('echo x >> runs', session);
    await until('the second start is over', () => readHook(session.layout, name).kind === 'exited');
    expect(file(session, 'runs')).toBe('x\n');
    expect(readFileSync(join(session.layout.hooks, `${name}.started`), 'utf8')).toBe(pid);
  });

  it('keeps its output with the transcript; its last words are without escape sequences', async () => {
    const session = await started('echo one; printf "\\033[31mtwo\\033[0m\\r\\n\\n" >&2; exit 1');
    await ended(session);
    expect(readFileSync(session.layout.transcript, 'utf8')).toContain(`== hook ${name} ==\none\n`);
    expect(lastWords(session.layout, name)).toBe('one | two');
  });

  it('that says nothing has no last words of somebody else', async () => {
    const session = await started('echo of beforeRun');
    await ended(session);
    expect(lastWords(session.layout, 'afterRun')).toBe('');
  });

  it('that never stops talking takes no more than the transcript may', async () => {
    const session = guardedSession(['true'], { transcriptBytes: 1024 ** 2 });
    await started('yes | head -c 20000000; echo the end', session);
    expect(await ended(session)).toEqual({ kind: 'exited', status: 0 });
    const sizes = [session.layout.transcript, session.layout.earlierTranscript].map(
      (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(1024 ** 2);
    expect(lastWords(session.layout, name)).toMatch(/the end$/);
  });

  it('does not wait for what it leaves in the background, which the stop ends', async () => {
    const session = await started('setsid sleep 600 & echo $! > server; echo served');
    expect(await ended(session)).toEqual({ kind: 'exited', status: 0 });
    expect(lastWords(session.layout, name)).toBe('served');
    const server = readIdentity(Number(file(session, 'server')));
    if (server === null) throw new Error('the server does not run');
    expect((await session.stop()).residue).toEqual([]);
    expect(aliveness(server)).toBe('dead');
  });

  it('is running, and has vanished when somebody killed it', async () => {
    const session = await started('sleep 600');
    await until('it runs', () => readHook(session.layout, name).kind === 'running');
    const receipt = readFileSync(join(session.layout.hooks, `${name}.started`), 'utf8');
    signalPid(receipt.split(' ')[2], 'SIGKILL');
    expect(await ended(session)).toEqual({ kind: 'vanished' });
  });
});

describe.each(tiersHere)('a hook on tier %i', (tier) => {
  it('leaves nothing behind that a stop does not end', async () => {
    const hidden = tier === 1 ? `env -i setsid sh -c 'cd /; exec sleep 600'` : 'setsid sleep 600';
    const session = await started(
      `${hidden} & sleep 0.1; echo $! > server`,
      guardedSession(['true'], { tier }),
    );
    expect(await ended(session)).toEqual({ kind: 'exited', status: 0 });
    const server = identityOf(file(session, 'server'));
    expect(await session.stop()).toMatchObject({ residue: [], proof: tier === 1 ? 'proved' : 'swept' });
    expect(isAlive(server)).toBe(false);
  });
});

describe('a hook whose worker is gone', () => {
  it('is stopped by the watch at the deadline', async () => {
    const session = guardedSession(['true'], { lastsSeconds: 2 });
    await started('echo $$ > pid; trap "" TERM; while :; do sleep 600; done', session);
    const hook = await until('it runs', () => {
      const path = join(session.workspace, 'pid');
      return existsSync(path) && readIdentity(Number(readFileSync(path, 'utf8')));
    });
    await until('it is stopped', () => aliveness(hook) === 'dead');
    await until(
      () => readFileSync(join(session.layout.guard, 'watch.log'), 'utf8'),
      () => readWatchStop(session.layout).kind === 'stopped',
    );
  });
});
