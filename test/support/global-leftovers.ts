import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../src/edge/files.ts';
import { processesNaming } from './global-processes.ts';
import { findTraces, isAloneOnMachine } from './global-traces.ts';

export interface Leftover {
  what: string;
  pid: number | null;
}

/** What is still there after up to three seconds: a process may be dying, a cgroup may be busy for a moment. */
export async function settleLeftovers(root: string, before: ReadonlySet<string>): Promise<Leftover[]> {
  for (let tries = 0; tries < 60; tries++) {
    if (findLeftovers(root, before).length === 0) return [];
    await sleep(50);
  }
  return findLeftovers(root, before);
}

/** Signals only what names this run's folder, seen a moment ago. */
export function endLeftovers(leftovers: readonly Leftover[]): void {
  for (const { pid } of leftovers) {
    if (pid !== null) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Ports, tmux servers and locks need a process, so they are found with it. */
function findLeftovers(root: string, before: ReadonlySet<string>): Leftover[] {
  const processes = processesNaming(root).map(({ pid, command }) => ({
    what: `process ${pid}: ${command}`,
    pid,
  }));
  const folders = readdirSync(root)
    .filter((name) => name !== 'home')
    .map((name) => ({ what: `folder ${join(root, name)}`, pid: null }));
  return [...processes, ...folders, ...newTraces(root, before)];
}

/** Two runs at once cannot tell whose a new cgroup or socket is, so only a run that is alone counts them. */
function newTraces(root: string, before: ReadonlySet<string>): Leftover[] {
  if (!isAloneOnMachine(root)) return [];
  return [...findTraces()].filter((path) => !before.has(path)).map((path) => ({ what: path, pid: null }));
}
