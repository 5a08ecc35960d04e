import { realpathSync } from 'node:fs';
import { pid as ownPid, ppid as parentPid } from 'node:process';
import { classify, type Finding, type SeenProcess } from './classify.ts';
import { bootId, identityKey, isZombie, type ProcessIdentity } from './identity.ts';
import { listProcesses, type ProcessDetails, readDetails } from './list.ts';
import type { ProcessInfo } from './process.ts';

export interface SweepTarget {
  sessionId: string;
  /** Who started it: a process that names another installation is never ours. Unset: any. */
  installation?: string | undefined;
  /** Null when there is none. */
  workspace: string | null;
  /** By what earlier looks of the same stop have found whom: keys of identities. None if absent. */
  met?: ReadonlyMap<string, Finding>;
  /** Keys of identities that were seen to be the session's before. None if absent. */
  recorded?: ReadonlySet<string>;
  /** Known to be the session's at this moment: members of its cell, its guard, its tmux server. */
  roots: ReadonlyMap<number, 'cell' | 'guard'>;
  /** Who gets orphans, beside init. */
  reapers: ReadonlySet<number>;
}

export interface FoundProcess {
  identity: ProcessIdentity;
  ppid: number;
  by: Finding;
  command: string;
}

export type Sweep =
  | { kind: 'swept'; found: FoundProcess[]; visitors: FoundProcess[] }
  | { kind: 'unknown'; why: string };

/** Every living process of a session that this host can tell. 280 processes: 6 ms; 5,000: about 150 ms. */
export async function sweepSession(target: SweepTarget): Promise<Sweep> {
  const listing = await listProcesses();
  if (listing.kind === 'unknown') return listing;
  const details = await readDetails();
  const workspace = target.workspace === null ? null : realPath(target.workspace);
  const living = listing.processes.filter((each) => !isZombie(each.state));
  const seen = living.map((each) => see(each, { ...target, workspace }, details));
  const reapers = new Set([1, ...target.reapers]);
  const { ours, visitors } = classify(seen, { roots: target.roots, reapers, exclude: aboveUs(living) });
  const strangers = new Set(visitors);
  return {
    kind: 'swept',
    found: living.flatMap((each) => describe(each, ours.get(each.pid))),
    visitors: living.flatMap((each) => (strangers.has(each.pid) ? describe(each, 'directory') : [])),
  };
}

/** The marker that every process of a session inherits. */
export const sessionMarker = (sessionId: string): string => `PLANEGUARD_SESSION=${sessionId}`;

/** Who started the session; sessions of older versions do not say. */
export const installationMarker = 'PLANEGUARD_INSTALLATION=';

function see(process: ProcessInfo, target: SweepTarget, details: ProcessDetails): SeenProcess {
  const key = identityKey(identityOf(process));
  const met = target.met?.get(key);
  const recorded = target.recorded?.has(key) ?? false;
  const unread = { ...process, met, marked: false, recorded, foreign: true, inWorkspace: false };
  // Of a thousand that a stop has met, nothing more needs to be read.
  if (met !== undefined) return unread;
  const environment = details.environment(process.pid);
  // Another user's: its working directory would not be told either.
  if (environment === null) return unread;
  const marked = isMarked(environment, target);
  const directory = marked ? null : details.workingDirectory(process.pid);
  const inWorkspace = directory !== null && isWithin(directory, target.workspace);
  return { ...process, marked, recorded, foreign: !marked && environment.some(isOfPerson), inWorkspace };
}

/** Every environment of a person has it; who cleared the session's, marker and all, has not. */
const isOfPerson = (variable: string): boolean => variable.startsWith('HOME=');

function isMarked(environment: readonly string[], { sessionId, installation }: SweepTarget): boolean {
  if (!environment.includes(sessionMarker(sessionId))) return false;
  const named = environment.find((entry) => entry.startsWith(installationMarker));
  return installation === undefined || named === undefined || named === installationMarker + installation;
}

/**
 * The kernel names working directories without links. A folder that is gone keeps the name it had, also where the agent
 * has left something else: a link to itself must not hide everybody.
 */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return folder;
    throw error;
  }
}

/** Linux adds ` (deleted)` once the folder is gone. */
const isWithin = (directory: string, folder: string | null): boolean =>
  folder !== null &&
  (directory === folder || directory === `${folder} (deleted)` || directory.startsWith(`${folder}/`));

const describe = (process: ProcessInfo, by: Finding | undefined): FoundProcess[] =>
  by === undefined
    ? []
    : [
        {
          identity: identityOf(process),
          ppid: process.ppid,
          by,
          command: process.command,
        },
      ];

const identityOf = ({ pid, startTime }: ProcessInfo): ProcessIdentity => ({
  bootId: bootId(),
  pid,
  startTime,
});

/** This process and its ancestors, whatever their environment says. */
function aboveUs(processes: readonly ProcessInfo[]): Set<number> {
  const parents = new Map(processes.map((each) => [each.pid, each.ppid]));
  const above = new Set([ownPid, parentPid]);
  for (
    let pid = parents.get(ownPid) ?? 0;
    pid > 1 && !above.has(parents.get(pid) ?? 0);
    pid = parents.get(pid) ?? 0
  )
    above.add(pid);
  return above;
}
