import { sessionHooks } from '../core/hook.ts';
import type { WorkerContext } from './context.ts';
import { readDeadline, readStarted } from './guard/guard-facts.ts';
import { readHook } from './hooks/hook-facts.ts';
import type { SessionRecord } from './journal/session-record.ts';
import { keepOpen } from './keep-open.ts';

/** A session of an earlier worker process: its lease goes on as its guard knows it, its times are of this boot. */
export function adopted(context: WorkerContext, record: SessionRecord): SessionRecord {
  keepOpen(context.layout.session(record.id));
  takeUpLease(context, record);
  const timed = record.bootId === context.bootId ? record : inThisBoot(context, record);
  const hooked = { ...timed, hooks: withoutUnstarted(context, timed) };
  return isLaunchOpen(context, record) ? { ...hooked, launchedAtMs: null } : hooked;
}

/** The launch may not have come as far as the guard: it is repeated, which starts no second agent. */
const isLaunchOpen = ({ layout }: WorkerContext, { id, state }: SessionRecord): boolean =>
  state === 'launching' && readStarted(layout.session(id)).kind === 'none';

/** The same for a hook. One that did start goes on, and is seen by its receipts. */
function withoutUnstarted({ layout }: WorkerContext, { id, hooks }: SessionRecord): SessionRecord['hooks'] {
  if (hooks === null) return null;
  const looked = sessionHooks.map((name) => {
    const hook = hooks[name];
    const isOpen = hook !== undefined && readHook(layout.session(id), name).kind === 'not_started';
    return [name, isOpen ? { ...hook, startedAtMs: null } : hook] as const;
  });
  return { ...hooks, ...Object.fromEntries(looked) };
}

function inThisBoot(context: WorkerContext, record: SessionRecord): SessionRecord {
  const nowMs = context.clock.bootMs();
  const sinceThisBoot = (ms: number | null) => (ms === null ? null : nowMs);
  return {
    ...record,
    bootId: context.bootId,
    launchedAtMs: sinceThisBoot(record.launchedAtMs),
    remindedAtMs: sinceThisBoot(record.remindedAtMs),
    verifyingSinceMs: sinceThisBoot(record.verifyingSinceMs),
  };
}

/** Until the first renewal of this process, the deadline that the guard's watch obeys is ours too. */
function takeUpLease({ leases, layout, bootId, clock }: WorkerContext, { id, grant }: SessionRecord): void {
  const deadline = readDeadline(layout.session(id));
  if (deadline?.bootId !== bootId) return;
  const { stopAfterMs } = grant;
  // The file is the agent's to write as well: nobody renews into the future.
  const renewedAtMs = Math.min(clock.bootMs(), deadline.deadlineBootSeconds * 1_000 - stopAfterMs);
  leases.renewed(id, { renewedAtMs, stopAfterMs });
}
