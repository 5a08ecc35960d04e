import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import { tmuxName } from '../../core/ids.ts';
import type { Residue, ResidueClaims } from '../../core/residue.ts';
import { cellPath } from '../../edge/containment/containment.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { findMarkedProcesses, type MarkedProcess } from '../../edge/residue/marked-processes.ts';
import { sessionEntries } from '../../edge/residue/session-entries.ts';
import { isRealDirectory } from '../../edge/workspace/is-real-directory.ts';
import { readOwner } from '../../edge/workspace/owner-file.ts';
import type { WorkerContext } from '../context.ts';
import { readIdentityOf } from '../guard/guard-facts.ts';
import { readCopy } from '../journal/restore-records.ts';

export interface FoundResidue {
  sessionId: string;
  residue: Residue;
  claims: ResidueClaims;
}

/** What is needed for a look. */
type ResidueContext = Pick<
  WorkerContext,
  'workerId' | 'containment' | 'runtimeDir' | 'layout' | 'journal' | 'log'
>;

export type ResidueListing = { kind: 'listed'; found: FoundResidue[] } | { kind: 'unknown'; why: string };

/**
 * Everything of sessions that no loop looks after: marked processes, cgroups, tmux sockets, watches, and workspaces that
 * the journal does not keep; and ended sessions of which that is not proven. A session's directory alone is none: it is kept for its transcript. Looks only.
 */
export async function findResidue(context: ResidueContext): Promise<ResidueListing> {
  const marked = await findMarkedProcesses();
  if (marked.kind === 'unknown') return marked;
  const traces = findTraces(context, marked.processes);
  const records = context.journal.sessions();
  const lookedAfter = new Set(records.flatMap(({ id, state }) => (state === 'ended' ? [] : [id])));
  for (const { id } of records) traces.workspaces.delete(id);
  const unproven = new Set(records.flatMap(({ id, stop }) => (stop?.clean === false ? [id] : [])));
  const found = [...new Set([...traces.ids, ...unproven])]
    .filter((id) => !lookedAfter.has(id))
    .map((id) => foundOf(context, traces, id))
    .filter(({ sessionId, residue }) => isSomething(residue) || unproven.has(sessionId));
  return { kind: 'listed', found };
}

/** Sessions by what bears their name. */
interface Traces {
  ids: ReadonlySet<string>;
  processes: readonly MarkedProcess[];
  cells: ReadonlySet<string>;
  sockets: ReadonlySet<string>;
  workspaces: Set<string>;
}

function findTraces(context: ResidueContext, processes: readonly MarkedProcess[]): Traces {
  const { containment, runtimeDir, layout } = context;
  const { home } = containment;
  const cells = new Set(home === null ? [] : sessionEntries(home.parent, home));
  const sockets = new Set(sessionEntries(runtimeDir, { prefix: tmuxName(''), suffix: '.sock' }));
  const workspaces = new Set(sessionEntries(layout.workspaces));
  const marked = processes.map((each) => each.sessionId);
  const launched = sessionEntries(layout.sessions).filter((id) => mayBeWatched(layout.session(id)));
  const ids = new Set([...marked, ...cells, ...sockets, ...workspaces, ...launched]);
  return { ids, processes, cells, sockets, workspaces };
}

/** A stop closes the guard, and hundreds of directories are kept for their transcripts. */
const mayBeWatched = ({ guard }: SessionLayout): boolean =>
  existsSync(guard) && !existsSync(join(guard, 'closed'));

function foundOf(context: ResidueContext, traces: Traces, sessionId: string): FoundResidue {
  const { containment, runtimeDir, layout } = context;
  const processes = traces.processes.filter(
    (each) => each.sessionId === sessionId && concerns(context, each),
  );
  const residue: Residue = {
    processes: processes.map(({ identity, command }) => ({ pid: identity.pid, command })),
    cell:
      containment.home !== null && traces.cells.has(sessionId)
        ? cellPath(containment.home, sessionId)
        : cellOfCopy(context, sessionId),
    socket: traces.sockets.has(sessionId) ? join(runtimeDir, `${tmuxName(sessionId)}.sock`) : null,
    workspace: traces.workspaces.has(sessionId) ? layout.workspace(sessionId) : null,
    watch: livingWatch(context, sessionId),
  };
  return { sessionId, residue, claims: claimsOf(context, sessionId, residue, processes) };
}

/** Another installation's is no evidence of anything of ours, unless it works in our state directory. */
const concerns = ({ workerId, layout }: ResidueContext, process: MarkedProcess): boolean =>
  process.installation === null ||
  process.installation === workerId ||
  process.spool === layout.session(process.sessionId).spool;

/** That of a session which was started under another installation's id, in this state directory. */
function cellOfCopy(context: ResidueContext, sessionId: string): string | null {
  const path = readCopy(context, sessionId)?.containment?.path ?? null;
  return path !== null && isNamedAfter(path, sessionId) && isRealDirectory(path) ? path : null;
}

const isNamedAfter = (path: string, sessionId: string): boolean =>
  basename(path) === sessionId || basename(path).endsWith(`-${sessionId}.scope`);

/** It has no marker, or it would end in the middle of a stop. */
function livingWatch({ layout }: ResidueContext, sessionId: string): number | null {
  const watch = readIdentityOf(layout.session(sessionId), 'watch');
  return watch !== null && aliveness(watch) === 'alive' ? watch.pid : null;
}

const isSomething = ({ processes, cell, socket, workspace, watch }: Residue): boolean =>
  processes.length > 0 || [cell, socket, workspace, watch].some((each) => each !== null);

const isOurCell = (
  { containment: { home } }: ResidueContext,
  cell: string | null,
  sessionId: string,
): boolean => home !== null && cell === cellPath(home, sessionId);

function claimsOf(
  context: ResidueContext,
  sessionId: string,
  residue: Residue,
  processes: readonly MarkedProcess[],
): ResidueClaims {
  const named = [
    ...processes.map((each) => each.installation),
    isOurCell(context, residue.cell, sessionId) ? context.workerId : null,
    residue.workspace === null ? null : (readOwner(residue.workspace)?.installation ?? null),
    readCopy(context, sessionId)?.installation ?? null,
  ];
  const { spool } = context.layout.session(sessionId);
  const spools = processes.flatMap((each) => each.spool ?? []);
  const liesHere = residue.socket !== null || residue.workspace !== null || residue.watch !== null;
  const place = spools.some((each) => each !== spool)
    ? 'elsewhere'
    : liesHere || spools.length > 0
      ? 'here'
      : 'not_told';
  return { installations: [...new Set(named.flatMap((each) => each ?? []))], place };
}
