import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { readIdentity } from '../../src/edge/processes/identity.ts';
import { findMarkedProcesses } from '../../src/edge/residue/marked-processes.ts';
import { readIdentityOf, readStarted } from '../../src/worker/guard/guard-facts.ts';
import type { Place } from './place.ts';
import { descendantsOf } from './process-tree.ts';

/** Steps of a session's life that can be seen from outside: what the journal says, and which files are there. */
export const steps = [
  'preparing',
  'launching',
  'live',
  'ending',
  'cleaning',
  'workspace',
  'guard/launched',
  'started',
  'exit',
  'guard/closed',
] as const;
export type Step = (typeof steps)[number];

export const victims = ['worker', 'guard', 'watch', 'tmux', 'agent', 'session', 'all'] as const;
export type Victim = (typeof victims)[number];

export interface KillPoint {
  step: Step;
  victim: Victim;
  delayMs: number;
}

/** Numbers below 1 that follow from the seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function randomPoint(random: () => number): KillPoint {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  return { step: pick(steps), victim: pick(victims), delayMs: Math.floor(random() ** 2 * 300) };
}

/** Waits for the step, and kills. False when the session was over before the step was seen. */
export async function killAt(place: Place, sessionId: string, point: KillPoint): Promise<boolean> {
  const journal = new Database(place.layout.journal, { readonly: true });
  try {
    if (!(await reached(place, journal, sessionId, point.step))) return false;
    await sleep(point.delayMs);
    for (const pid of pidsOf(place, sessionId, point.victim)) killIfThere(pid);
    return true;
  } finally {
    journal.close();
  }
}

async function reached(place: Place, journal: Database.Database, id: string, step: Step): Promise<boolean> {
  const select = journal.prepare<[string], { state: string }>(
    "SELECT json_extract(record, '$.state') AS state FROM sessions WHERE id = ?",
  );
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(1)) {
    const state = select.get(id)?.state;
    if (state === step || fileOf(place, id, step)) return true;
    if (state === 'ended') return false;
  }
  return false;
}

function fileOf(place: Place, id: string, step: Step): boolean {
  if (step === 'workspace') return existsSync(place.layout.workspace(id));
  return (
    (step.includes('/') || step === 'started' || step === 'exit') &&
    existsSync(join(place.layout.session(id).directory, step))
  );
}

export function pidsOf(place: Place, sessionId: string, victim: Victim): number[] {
  const { layout } = place;
  const paths = layout.session(sessionId);
  const started = readStarted(paths);
  const guard = started.kind === 'started' ? [started.parent.pid] : [];
  const tmux = started.kind === 'started' ? [started.tmuxServerPid] : [];
  const watch = readIdentityOf(paths, 'watch');
  const daemon = (record: string) => liveProcess(record)?.pid ?? [];
  switch (victim) {
    case 'worker':
      return [daemon(layout.workerRecord)].flat();
    case 'guard':
      return guard;
    case 'watch':
      return watch === null ? [] : [watch.pid];
    case 'tmux':
      return tmux;
    case 'agent':
      return guard.flatMap(descendantsOf);
    case 'session':
      return [...tmux, ...tmux.flatMap(descendantsOf)];
    case 'all':
      return [
        ...[layout.upRecord, layout.serveRecord, layout.workerRecord].flatMap(daemon),
        ...pidsOf(place, sessionId, 'watch'),
        ...pidsOf(place, sessionId, 'session'),
      ];
    default:
      return victim satisfies never;
  }
}

function killIfThere(pid: number): void {
  if (readIdentity(pid) !== null) process.kill(pid, 'SIGKILL');
}

/** Processes that still say they are of one of these requests. */
export async function processesOf(requestIds: readonly string[]): Promise<string[]> {
  const marked = await findMarkedProcesses();
  if (marked.kind === 'unknown') throw new Error(marked.why);
  return marked.processes
    .filter(({ sessionId }) => requestIds.some((id) => sessionId.startsWith(`${id}-`)))
    .map(({ identity, command, sessionId }) => `${sessionId} ${identity.pid} ${command}`);
}
