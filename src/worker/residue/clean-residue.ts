import { join } from 'node:path';
import { tmuxName } from '../../core/ids.ts';
import type { RequestState } from '../../core/request.ts';
import type { ResidueOwner } from '../../core/residue.ts';
import { cleanWorkspace } from '../act/clean.ts';
import type { WorkerContext } from '../context.ts';
import { readCopy } from '../journal/restore-records.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import type { StopReceipt } from '../stop/stop-receipt.ts';
import { stopSession } from '../stop/stop-session.ts';
import type { FoundResidue } from './find-residue.ts';

export interface CleanedResidue {
  receipt: StopReceipt;
  /** `kept`: its workspace is kept, with a reason, and known from here on. */
  outcome: 'cleaned' | 'failed' | { kept: SessionRecord };
}

/** Ends what is left of a session, with proof; its workspace goes the one way that workspaces go. */
export async function cleanResidue(
  context: WorkerContext,
  found: FoundResidue,
  {
    owner,
    request,
    leaving,
  }: { owner: ResidueOwner; request: RequestState | 'unknown'; leaving: AbortSignal },
): Promise<CleanedResidue> {
  const receipt = await stopResidue(context, found, owner);
  if (receipt.proof === null) return { receipt, outcome: 'failed' };
  if (found.residue.workspace === null) return { receipt, outcome: 'cleaned' };
  const copy = readCopy(context, found.sessionId);
  if (copy === null) return { receipt, outcome: 'failed' };
  const stop = { proof: receipt.proof, clean: true };
  const { kept } = await cleanWorkspace(context, { ...copy, stop }, { request, leaving });
  const outcome = kept === null ? 'cleaned' : { kept: { ...copy, stop, kept, state: 'ended' as const } };
  return { receipt, outcome };
}

/** What names another installation is spared, unless a person has decided about what is not proven ours. */
function stopResidue(
  context: WorkerContext,
  { sessionId, residue }: FoundResidue,
  owner: ResidueOwner,
): Promise<StopReceipt> {
  const { layout, runtimeDir, config, clock, environment, workerId, docker } = context;
  return stopSession({
    sessionId,
    installation: owner === 'ours' ? workerId : undefined,
    paths: layout.session(sessionId),
    // A kept one is no residue, but orphans may stand in it.
    workspace: residue.workspace ?? readCopy(context, sessionId)?.place?.workspace ?? null,
    containment: residue.cell === null ? null : { tier: 1, path: residue.cell },
    socket: residue.socket ?? join(runtimeDir, `${tmuxName(sessionId)}.sock`),
    graceMs: config.session.graceMs,
    clock,
    env: environment,
    docker,
  });
}
