import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCell } from '../../../src/edge/containment/open-cell.ts';
import { aliveness, readIdentity } from '../../../src/edge/processes/identity.ts';
import { signalGroupOf } from '../../../src/edge/processes/signal.ts';
import { probeTmux } from '../../../src/edge/tmux.ts';
import { readExit, readIdentityOf } from '../../../src/worker/guard/guard-facts.ts';
import { StopTally } from '../../../src/worker/stop/stop-tally.ts';
import { guardedSession, launchedSession } from '../../support/guarded-session.ts';
import { tiersHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

const proofs = { 1: 'proved', 3: 'swept' } as const;

describe.each(tiersHere)('a stop on tier %i', (tier) => {
  it('ends the agent with TERM, everything with it, and leaves nothing', async () => {
    const session = await launchedSession(['sh', '-c', 'sleep 601 & sleep 602'], { tier });
    const { parent, tmuxServerPid } = await session.started();
    const watch = await until('the watch', () => readIdentityOf(session.layout, 'watch'));
    const receipt = await session.stop(20_000);
    expect(receipt).toMatchObject({ proof: proofs[tier], residue: [], grace: 'kept', visitors: [] });
    expect(receipt.terminated).toBeGreaterThanOrEqual(3);
    expect(await session.exitStatus()).toBe(143);
    for (const identity of [parent, watch]) expect(aliveness(identity)).toBe('dead');
    expect(readIdentity(tmuxServerPid)).toBeNull();
    expect(await probeTmux(session.tmux)).toBe('dead');
    expect(existsSync(session.launch.socket)).toBe(false);
    const { path } = session.launch.cell.record;
    if (path !== null) expect(existsSync(path)).toBe(false);
  });

  it('is over long before the grace when the agent leaves', async () => {
    const session = await launchedSession(['sleep', '600'], { tier });
    const receipt = await session.stop(30_000);
    expect(receipt.grace).toBe('kept');
    expect(receipt.tookMs).toBeLessThan(15_000);
  });

  it('gives the agent its whole grace and no more', async () => {
    const session = await launchedSession(['sh', '-c', 'trap "" TERM; while :; do sleep 0.05; done'], {
      tier,
    });
    const receipt = await session.stop(400);
    expect(receipt).toMatchObject({ grace: 'used_up', proof: proofs[tier], residue: [] });
    expect(receipt.tookMs).toBeGreaterThanOrEqual(400);
    expect(readExit(session.layout)).toEqual({ kind: 'none' });
  });

  it('keeps the last words of an agent that ends within its grace', async () => {
    const script =
      'trap "printf %020000d 0; echo the last words; exit 0" TERM; echo ready; while :; do sleep 0.05; done';
    const session = await launchedSession(['sh', '-c', script], { tier });
    const transcript = () =>
      existsSync(session.layout.transcript) ? readFileSync(session.layout.transcript, 'utf8') : '';
    await until('ready', () => transcript().includes('ready'));
    await session.stop(20_000);
    expect(transcript()).toMatch(/the last words\r?\n$/);
  });

  it('keeps the last words of an agent that has ended by itself', async () => {
    const session = await launchedSession(['sh', '-c', 'printf %020000d 0; echo the last words'], { tier });
    await session.exitStatus();
    const { grace, residue } = await session.stop();
    // The transcript's writer may only be beginning: what it runs first ignores TERM, and is waited for.
    expect({ grace, residue }).toEqual({ grace: expect.stringMatching(/^(not_needed|kept)$/), residue: [] });
    expect(readFileSync(session.layout.transcript, 'utf8')).toMatch(/the last words\r?\n$/);
  });

  it('may be repeated, and then finds nothing', async () => {
    const session = await launchedSession(['sleep', '600'], { tier });
    await session.stop();
    const again = await session.stop();
    expect(again).toMatchObject({
      proof: proofs[tier],
      grace: 'not_needed',
      terminated: 0,
      killed: 0,
      residue: [],
    });
    expect(Object.values(again.found).every((count) => count === 0)).toBe(true);
  });

  it('finds an agent whose tmux server was killed', async () => {
    const session = await launchedSession(['sh', '-c', 'trap "" HUP TERM; while :; do sleep 0.05; done'], {
      tier,
    });
    const { parent, tmuxServerPid } = await session.started();
    process.kill(tmuxServerPid, 'SIGKILL');
    expect(await session.stop(100)).toMatchObject({ proof: proofs[tier], residue: [] });
    expect(aliveness(parent)).toBe('dead');
  });

  it('finds an agent whose guard was killed', async () => {
    const session = await launchedSession(
      ['sh', '-c', 'trap "" HUP TERM; echo $$ > pid; while :; do sleep 0.05; done'],
      { tier },
    );
    const path = join(session.workspace, 'pid');
    const pid = Number(
      await until('its pid', () => existsSync(path) && (readFileSync(path, 'utf8').trim() || null)),
    );
    process.kill((await session.started()).parent.pid, 'SIGKILL');
    expect(await session.stop(100)).toMatchObject({ proof: proofs[tier], residue: [] });
    expect(readIdentity(pid)).toBeNull();
  });

  it('does not wait for a tmux server that hangs', async () => {
    const session = await launchedSession(['sleep', '600'], { tier });
    process.kill((await session.started()).tmuxServerPid, 'SIGSTOP');
    expect(await session.stop(200)).toMatchObject({ proof: proofs[tier], residue: [] });
  });

  it('proves the end of a session that never began', async () => {
    const session = guardedSession(['true'], { tier });
    expect(await session.stop()).toMatchObject({ proof: proofs[tier], grace: 'not_needed', residue: [] });
  });
});

describe('a stop', () => {
  it('leaves a person in the workspace alone, and tells of them', async () => {
    const session = await launchedSession(['sleep', '600']);
    const editor = spawn('sleep', ['600'], { cwd: session.workspace, stdio: 'ignore' });
    onTestFinished(() => void editor.kill('SIGKILL'));
    const receipt = await session.stop();
    expect(receipt).toMatchObject({ residue: [], visitors: [{ pid: editor.pid, command: 'sleep' }] });
    expect(editor.exitCode).toBeNull();
  });

  it('ends one session, not its neighbour', async () => {
    const neighbour = await launchedSession(['sleep', '600']);
    const session = await launchedSession(['sleep', '600']);
    await session.stop();
    expect(aliveness((await neighbour.started()).parent)).toBe('alive');
    expect(await probeTmux(neighbour.tmux)).toBe('alive');
  });

  it('does not hide a server that still answers on its socket', async () => {
    const session = guardedSession(['true']);
    mkdirSync(dirname(session.launch.socket), { recursive: true });
    const stranger = createServer((socket) => socket.resume()).listen(session.launch.socket);
    await once(stranger, 'listening');
    const receipt = await session.stop();
    expect(receipt.proof).toBeNull();
    expect(receipt.residue).toEqual([{ kind: 'tmux', socket: session.launch.socket }]);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('takes a cell that cannot be seen for unknown, never for empty', async () => {
    const session = guardedSession(['true']);
    session.launch.cell = { ...session.launch.cell, record: { tier: 1, path: '/no/cgroups/here' } };
    const receipt = await session.stop(0);
    session.launch.cell = openCell({ tier: 3, path: null });
    expect(receipt.proof).toBeNull();
    expect(receipt.residue.map(({ kind }) => kind)).toEqual(['unknown', 'cell']);
  });

  it('tells a step that fails as residue, and takes the others', async () => {
    const session = await launchedSession(['sleep', '600']);
    const { parent } = await session.started();
    rmSync(session.layout.guard, { recursive: true });
    writeFileSync(session.layout.guard, 'in the way');
    const receipt = await session.stop();
    expect(receipt).toMatchObject({
      proof: null,
      residue: [{ kind: 'unknown', why: expect.stringContaining('ENOTDIR') }],
    });
    expect(aliveness(parent)).toBe('dead');
    expect(await probeTmux(session.tmux)).toBe('dead');
    rmSync(session.layout.guard);
  });

  it('counts what earlier tries of it have met', async () => {
    const session = await launchedSession(['sleep', '600']);
    const tally = new StopTally();
    await session.stop(1_000, undefined, tally);
    const { terminated, found } = await session.stop(1_000, undefined, tally);
    expect(terminated).toBeGreaterThanOrEqual(1);
    expect(Object.values(found).some((count) => count > 0)).toBe(true);
  });

  it('has a receipt of plain JSON', async () => {
    const session = await launchedSession(['sleep', '600']);
    const receipt = await session.stop();
    expect(JSON.parse(JSON.stringify(receipt))).toEqual(receipt);
  });

  it('is not misled by a session directory that is gone', async () => {
    const session = await launchedSession(['sleep', '600']);
    const { parent } = await session.started();
    const watch = await until('the watch', () => readIdentityOf(session.layout, 'watch'));
    // What runs there still writes to it.
    rmSync(session.layout.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
    // It would see that within 5 s.
    signalGroupOf(watch, 'SIGKILL');
    expect(await session.stop()).toMatchObject({ residue: [] });
    expect(aliveness(parent)).toBe('dead');
  });
});
