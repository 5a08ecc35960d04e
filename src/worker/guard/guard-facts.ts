import { join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import { readIfLegible, statIfThere, writeWhole } from '../../edge/files.ts';
import type { ProcessIdentity } from '../../edge/processes/identity.ts';

/** What the guard's parent wrote when it was about to start the agent. */
export interface Started {
  kind: 'started';
  parent: ProcessIdentity;
  tmuxServerPid: number;
  /** Who gets orphans on this host: init, or a subreaper. */
  reaperPid: number;
  /** Wall clock, milliseconds. */
  atMs: number;
}

export interface Exited {
  kind: 'exited';
  /** As the shell reports it: 128 + n for signal n, 127 program not found, 126 not executable. */
  status: number;
  /** Wall clock, milliseconds. */
  atMs: number;
}

export type StartedFact = { kind: 'none' } | { kind: 'unreadable' } | Started;
export type ExitFact = { kind: 'none' } | { kind: 'unreadable' } | Exited;

/** The guard's start receipt. */
export function readStarted(layout: SessionLayout): StartedFact {
  const receipt = readReceipt(layout.started, /^v1 (\S+) (\d+) (\S+) (\d+) (\d+)\n$/);
  if (receipt.kind !== 'fields') return receipt;
  const [bootId = '', pid, startTime = '', server, reaper] = receipt.fields;
  return {
    kind: 'started',
    parent: { bootId, pid: Number(pid), startTime },
    tmuxServerPid: Number(server),
    reaperPid: Number(reaper),
    atMs: receipt.atMs,
  };
}

/** The guard's exit receipt: how the agent ended. After a kill there may be none. */
export function readExit(layout: SessionLayout): ExitFact {
  const receipt = readReceipt(layout.exit, /^v1 (\d{1,3})\n$/);
  if (receipt.kind !== 'fields') return receipt;
  return { kind: 'exited', status: Number(receipt.fields[0]), atMs: receipt.atMs };
}

/** What the watch did when nobody renewed the lease. */
export interface WatchStopped {
  kind: 'stopped';
  /** A deadline that passed, or one that could not be read for a while. */
  why: 'deadline' | 'unreadable';
  /** Processes that it could not end. */
  left: number[];
  /** What it met and did; null in receipts of older guards. */
  counts: { found: number; terminated: number; killed: number; tookMs: number } | null;
  /** Wall clock, milliseconds. */
  atMs: number;
}

/** The watch's stop receipt; none while it never had to act. */
export function readWatchStop(
  layout: SessionLayout,
): { kind: 'none' } | { kind: 'unreadable' } | WatchStopped {
  const form = /^v1 (deadline|unreadable) \d+ (none|[\d,]+)(?: (\d+) (\d+) (\d+) (\d+))?\n$/;
  const receipt = readReceipt(join(layout.guard, 'watch-stop'), form);
  if (receipt.kind !== 'fields') return receipt;
  const [why, left = 'none', ...counts] = receipt.fields;
  return {
    kind: 'stopped',
    why: why === 'deadline' ? 'deadline' : 'unreadable',
    left: left === 'none' ? [] : left.split(',').filter(Boolean).map(Number),
    counts: countsOf(counts),
    atMs: receipt.atMs,
  };
}

/** Those of a group that did not match are undefined, whatever their type says. */
function countsOf(fields: readonly (string | undefined)[]): WatchStopped['counts'] {
  const [found = Number.NaN, terminated = 0, killed = 0, seconds = 0] = fields.map(Number);
  return Number.isNaN(found) ? null : { found, terminated, killed, tookMs: seconds * 1_000 };
}

/** Who runs the watch, or writes the transcript; null when it never said so, or not legibly. */
export function readIdentityOf(layout: SessionLayout, part: 'watch' | 'transcript'): ProcessIdentity | null {
  const receipt = readReceipt(join(layout.guard, part), /^v1 (\S+) (\d+) (\S+)\n$/);
  if (receipt.kind !== 'fields') return null;
  const [bootId = '', pid, startTime = ''] = receipt.fields;
  return { bootId, pid: Number(pid), startTime };
}

type Receipt = { kind: 'none' } | { kind: 'unreadable' } | { kind: 'fields'; fields: string[]; atMs: number };

/** Receipts appear whole (mv), so one that does not parse was damaged, not torn. */
function readReceipt(path: string, form: RegExp): Receipt {
  const text = readIfLegible(path);
  if (text === null) return { kind: 'none' };
  const match = form.exec(text);
  const found = match === null ? null : statIfThere(path);
  if (match === null || found === null) return { kind: 'unreadable' };
  return { kind: 'fields', fields: match.slice(1), atMs: found.mtimeMs };
}

/** When the watch must stop the session, in whole seconds of that boot's clock. */
export interface Deadline {
  bootId: string;
  deadlineBootSeconds: number;
}

/** Moves the deadline, only ever later within one boot. */
export function writeDeadline(layout: SessionLayout, deadline: Deadline): void {
  const present = readDeadline(layout);
  const seconds = Math.ceil(deadline.deadlineBootSeconds);
  if (present?.bootId === deadline.bootId && present.deadlineBootSeconds >= seconds) return;
  writeWhole(layout.deadline, `${deadline.bootId} ${seconds}\n`);
}

/** The deadline as it was last written; null when there is none that can be read. */
export function readDeadline(layout: SessionLayout): Deadline | null {
  const match = /^(\S+) (\d+)\n$/.exec(readIfLegible(layout.deadline) ?? '');
  return match ? { bootId: match[1] ?? '', deadlineBootSeconds: Number(match[2]) } : null;
}
