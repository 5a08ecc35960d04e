import type { SessionLayout } from '../../config/state-layout.ts';
import type { HookOutcome } from '../../core/hook.ts';
import { oneLogBytes } from '../../core/log-retention.ts';
import type { CellRecord } from '../../edge/containment/cell.ts';
import { cellRecord } from '../../edge/containment/probe.ts';
import type { WorkerContext } from '../context.ts';
import { evidence } from '../evidence.ts';
import type { HookRecord } from '../journal/hook-record.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import { keepOpen } from '../keep-open.ts';
import { sessionEnvironment } from '../session-environment.ts';
import { stopSession } from '../stop/stop-session.ts';
import { hookEvidence } from './hook-evidence.ts';
import { forgetHook, readHook } from './hook-facts.ts';
import { startHook } from './start-hook.ts';

const lookEveryMs = 50;

/**
 * Runs beforeRemove in a workspace whose session is over, and stops what it leaves. It has no lease: its attempt changes
 * nothing any more. One that an earlier worker has begun is waited for; it may run again where a workspace is kept after all.
 * Rejects when this worker is to leave meanwhile: the next one begins anew.
 */
export async function runBeforeRemove(
  context: WorkerContext,
  record: SessionRecord,
  leaving: AbortSignal,
): Promise<'over' | 'not_proven'> {
  const hook = record.hooks?.beforeRemove;
  if (record.place === null || record.hooks === null || hook === undefined) return 'over';
  const paths = context.layout.session(record.id);
  const containment = cellRecord(context.containment, record.id);
  const startedMs = context.clock.monotonicMs();
  const goesOn = readHook(paths, 'beforeRemove').kind === 'running';
  const begun = goesOn || (await begin(context, record, { hook, containment }));
  const { timeoutMs } = record.hooks;
  const outcome: HookOutcome = begun
    ? await untilOver(context, paths, { timeoutMs, leaving })
    : { kind: 'not_started' };
  const proven = await stopHook(context, record, containment);
  if (leaving.aborted) throw new Error('the hook beforeRemove was stopped: this worker is to leave');
  const ranMs = context.clock.monotonicMs() - startedMs;
  tell(context, record, hookEvidence(paths, { name: 'beforeRemove', hook, timeoutMs, outcome, ranMs }).data);
  return proven ? 'over' : 'not_proven';
}

/** Whether it could be started: what the agent, or the system, has against that holds up no removal. */
async function begin(
  context: WorkerContext,
  record: SessionRecord,
  { hook, containment }: { hook: HookRecord; containment: CellRecord },
): Promise<boolean> {
  const paths = context.layout.session(record.id);
  tell(context, record, { hook: 'beforeRemove', is: 'started', from: hook.from });
  try {
    keepOpen(paths);
    forgetHook(paths, 'beforeRemove');
    await startHook({
      sessionId: record.id,
      layout: paths,
      workspace: record.place?.workspace ?? '',
      name: 'beforeRemove',
      text: hook.text,
      // Its ports may be another session's by now.
      env: sessionEnvironment({ context, paths, record: { ...record, ports: null } }),
      containment,
      watched: null,
      transcriptBytes: oneLogBytes(context.config.retention.logs.bytes),
      onEnd: () => undefined,
    });
    return true;
  } catch (error) {
    context.log.warn({ session: record.id, err: error }, 'beforeRemove could not be started');
    return false;
  }
}

async function untilOver(
  { clock, config }: WorkerContext,
  paths: SessionLayout,
  { timeoutMs, leaving }: { timeoutMs: number; leaving: AbortSignal },
): Promise<HookOutcome> {
  const startedMs = clock.monotonicMs();
  while (!leaving.aborted) {
    const seen = readHook(paths, 'beforeRemove');
    if (seen.kind === 'exited' || seen.kind === 'vanished') return seen;
    const ranMs = clock.monotonicMs() - startedMs;
    if (seen.kind === 'not_started' && ranMs >= config.session.readyWithinMs) return { kind: 'not_started' };
    if (ranMs >= timeoutMs) return { kind: 'timed_out' };
    await clock.sleep(lookEveryMs, leaving);
  }
  return { kind: 'interrupted' };
}

async function stopHook(
  context: WorkerContext,
  record: SessionRecord,
  containment: CellRecord,
): Promise<boolean> {
  const receipt = await stopSession({
    sessionId: record.id,
    installation: record.installation ?? undefined,
    paths: context.layout.session(record.id),
    socket: record.socket,
    workspace: record.place?.workspace ?? null,
    containment,
    graceMs: context.config.session.graceMs,
    clock: context.clock,
    env: context.environment,
    docker: context.docker,
  });
  if (receipt.proof === null)
    context.log.warn({ session: record.id, receipt }, 'beforeRemove left something');
  return receipt.proof !== null;
}

function tell(context: WorkerContext, { id }: SessionRecord, data: Record<string, unknown>): void {
  context.journal.addEvidence(id, evidence(context, 'hook', data));
  context.evidenceAdded.fire();
}
