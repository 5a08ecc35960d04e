import { composeProject, tmuxName } from '../../core/ids.ts';
import { type Tier, unseenOn } from '../../core/tier.ts';
import { openCell } from '../../edge/containment/open-cell.ts';
import { Docker } from '../../edge/docker.ts';
import type { Sweep } from '../../edge/processes/sweep.ts';
import { closeInput } from '../../edge/tmux.ts';
import { askToEnd } from './ask-to-end.ts';
import { clearAway } from './clear-away.ts';
import { endTmux } from './end-tmux.ts';
import { killAll } from './kill-all.ts';
import { orResidue, unknownResidue } from './or-residue.ts';
import { removeContainers } from './remove-containers.ts';
import type { Residue, StopReceipt } from './stop-receipt.ts';
import { StopTally } from './stop-tally.ts';
import type { StopOptions, Stopping } from './stopping.ts';

/** A kill takes 8 ms for 100 processes, 384 ms for 5,000. */
const defaultKillWithinMs = 10_000;

/**
 * Ends everything of a session and proves it. May be repeated after a crash at any point: it looks, and trusts no
 * record of what was done before. Without a proof in the receipt the session is not over: try again later. What fails
 * is told as residue: nothing keeps the other steps from being taken.
 */
export async function stopSession(options: StopOptions): Promise<StopReceipt> {
  const startedMs = options.clock.monotonicMs();
  const stopping = stoppingOf(options);
  const { cell, docker, tally } = stopping;
  // Not awaited before TERM: one that hangs must not delay it.
  const dockerSeen = docker.look(composeProject(options.sessionId));
  const { grace, last } = await endProcesses(stopping);
  const containers = await orResidue(async () => {
    const { removed, residue } = await removeContainers(stopping, dockerSeen);
    tally.removedContainers(removed);
    return residue;
  });
  const residue = [...residueOf(last), ...(await clearAway(stopping)), ...containers];
  const { tier } = cell.record;
  return {
    ...tally.counts(),
    grace,
    tookMs: options.clock.monotonicMs() - startedMs,
    containers: tally.containers(),
    tier,
    unseen: unseenOn[tier],
    proof: proofOf(residue, tier),
    residue,
    visitors: visitorsOf(last),
  };
}

/** Ends the processes alone, for a hook to follow: cell, watch and containers stay. No proof. */
export async function stopAgentOf(
  options: StopOptions,
): Promise<Pick<StopReceipt, 'found' | 'terminated' | 'killed' | 'grace' | 'tookMs'>> {
  const startedMs = options.clock.monotonicMs();
  const stopping = stoppingOf(options);
  const { grace } = await endProcesses(stopping);
  return { ...stopping.tally.counts(), grace, tookMs: options.clock.monotonicMs() - startedMs };
}

async function endProcesses(stopping: Stopping): Promise<{ grace: StopReceipt['grace']; last: Sweep }> {
  try {
    // Not awaited before TERM: a tmux that hangs must not delay it.
    const inputClosed = closeInput(stopping.tmux);
    const grace = await askToEnd(stopping);
    if (await inputClosed) await endTmux(stopping);
    return { grace, last: await killAll(stopping) };
  } catch (error) {
    return { grace: 'used_up', last: unknownResidue(error) };
  }
}

function stoppingOf(options: StopOptions): Stopping {
  const { socket, env } = options;
  return {
    ...options,
    killWithinMs: options.killWithinMs ?? defaultKillWithinMs,
    cell: openCell(options.containment ?? { tier: 3, path: null }),
    tmux: { socket, name: tmuxName(options.sessionId), env },
    tally: options.tally ?? new StopTally(),
    docker: options.docker ?? new Docker(env),
  };
}

function proofOf(residue: readonly Residue[], tier: Tier): StopReceipt['proof'] {
  if (residue.length > 0) return null;
  return tier === 1 ? 'proved' : 'swept';
}

function residueOf(sweep: Sweep): Residue[] {
  if (sweep.kind === 'unknown') return [{ kind: 'unknown', why: sweep.why }];
  return sweep.found.map(({ identity, command, by }) => ({
    kind: 'process',
    pid: identity.pid,
    command,
    by,
  }));
}

const visitorsOf = (sweep: Sweep): StopReceipt['visitors'] =>
  sweep.kind === 'swept'
    ? sweep.visitors.map(({ identity, command }) => ({ pid: identity.pid, command }))
    : [];
