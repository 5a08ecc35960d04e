import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../src/edge/files.ts';
import type { RunCgroup } from './global-cgroup.ts';
import { describeProcesses, processesNaming } from './global-processes.ts';
import { findTraces } from './global-traces.ts';

/** What a run of the tests started from. */
export interface TestRun {
  folder: string;
  cgroup: RunCgroup | null;
  tracesBefore: ReadonlySet<string>;
}

export interface Leftover {
  what: string;
  pid: number | null;
}

/** What is still there after up to three seconds: a process may be dying, a cgroup may be busy for a moment. */
export async function settleLeftovers(run: TestRun): Promise<Leftover[]> {
  for (let tries = 0; tries < 60; tries++) {
    if (findLeftovers(run).length === 0) return [];
    await sleep(50);
  }
  return findLeftovers(run);
}

/** Signals only what this run started, seen a moment ago. */
export async function endLeftovers(run: TestRun, leftovers: readonly Leftover[]): Promise<void> {
  for (const { pid } of leftovers) {
    if (pid !== null) kill(pid);
  }
  for (let tries = 0; tries < 60 && findLeftovers(run).some(({ pid }) => pid !== null); tries++)
    await sleep(50);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Ports, tmux servers and locks need a process, so they are found with it. */
function findLeftovers({ folder, cgroup, tracesBefore }: TestRun): Leftover[] {
  const processes = cgroup === null ? processesNaming(folder) : describeProcesses(cgroup.pids());
  const folders = readdirSync(folder).filter((name) => name !== 'home');
  const traces = [...findTraces()].filter((path) => !tracesBefore.has(path));
  return [
    ...processes.map(({ pid, command }) => ({ what: `process ${pid}: ${command}`, pid })),
    ...folders.map((name) => ({ what: `folder ${join(folder, name)}`, pid: null })),
    ...traces.map((path) => ({ what: `folder ${path}`, pid: null })),
    ...(cgroup?.cgroups() ?? []).map((path) => ({ what: `cgroup ${path}`, pid: null })),
  ];
}
