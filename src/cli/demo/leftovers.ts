import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { runtimeDirectory, stateLayout } from '../../config/state-layout.ts';
import { ownCgroupPath } from '../../edge/containment/cgroup-home.ts';
import { takeLock } from '../../edge/lock.ts';
import { sweepSession } from '../../edge/processes/sweep.ts';
import { threadsOf } from '../../store/find-threads.ts';
import { openDatabase } from '../../store/open-database.ts';
import type { DemoPlace } from './demo-place.ts';

/** One thing that must be gone, looked for independently of what Planeguard itself reported. */
export interface Leftover {
  what: string;
  /** What was found; empty is good. */
  found: string[];
  /** How many were looked for, where that is known. */
  lookedFor: number;
}

export interface Ran {
  requestIds: readonly string[];
  sessionIds: readonly string[];
}

/** Looks for everything that a request and its sessions can leave behind. Nothing is repaired here. */
export async function findLeftovers(place: DemoPlace, { requestIds, sessionIds }: Ran): Promise<Leftover[]> {
  const layout = stateLayout(place.stateDir);
  return [
    await processes(place, sessionIds),
    files('tmux servers', runtimeDirectory(place.stateDir), sessionIds.length),
    await ports(place),
    files('workspaces', layout.workspaces, sessionIds.length),
    cgroups(layout.workerId),
    locks([layout.controlPlaneLock, layout.workerLock]),
    await openThreads(layout.database, requestIds),
  ];
}

/** By marker, and by working directory anywhere in the demo's place. */
async function processes(place: DemoPlace, sessionIds: readonly string[]): Promise<Leftover> {
  const found: string[] = [];
  for (const sessionId of sessionIds) {
    const sweep = await sweepSession({
      sessionId,
      workspace: place.root,
      roots: new Map(),
      reapers: new Set(),
    });
    if (sweep.kind === 'unknown') found.push(`not known: ${sweep.why}`);
    else
      found.push(
        ...[...sweep.found, ...sweep.visitors].map(({ identity, command }) => `${identity.pid} ${command}`),
      );
  }
  return { what: 'processes', found: [...new Set(found)], lookedFor: sessionIds.length };
}

function files(what: string, folder: string, lookedFor: number): Leftover {
  return { what, found: existsSync(folder) ? readdirSync(folder) : [], lookedFor };
}

/** The installation's own group holds those of its sessions. */
function cgroups(workerIdFile: string): Leftover {
  const own = ownCgroupPath();
  const path = own === null ? null : join(own, `planeguard-${readFileSync(workerIdFile, 'utf8').trim()}`);
  return { what: 'cgroups', found: path !== null && existsSync(path) ? [path] : [], lookedFor: 1 };
}

async function ports(place: DemoPlace): Promise<Leftover> {
  const numbers = readdirSync(place.ports).map((name) =>
    Number(readFileSync(join(place.ports, name), 'utf8')),
  );
  const open = await Promise.all(numbers.map(async (port) => ((await answers(port)) ? [String(port)] : [])));
  return { what: 'ports of dev servers', found: open.flat(), lookedFor: numbers.length };
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/** A lock is free when it can be taken. */
function locks(paths: readonly string[]): Leftover {
  const held = paths.filter((path) => {
    const taken = takeLock(path);
    if (taken.kind === 'taken') taken.release();
    return taken.kind !== 'taken';
  });
  return { what: 'locks', found: held, lookedFor: paths.length };
}

/** In the database itself: whoever would repair them at a start does not run. */
export async function openThreads(database: string, requestIds: readonly string[]): Promise<Leftover> {
  const db = await openDatabase(database);
  try {
    const threads = [...(await threadsOf(db, requestIds)).values()].flat();
    const open = threads.filter(({ wanted, actual }) => wanted !== 'closed' || actual !== 'closed');
    const found = open.map((thread) => `${thread.request_id} on the ${thread.channel} is ${thread.actual}`);
    return { what: 'open threads', found, lookedFor: threads.length };
  } finally {
    await db.destroy();
  }
}
