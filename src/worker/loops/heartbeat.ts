import { lateMs } from '../../core/loop-progress.ts';
import { isoTime } from '../../edge/clock.ts';
import { retryCallMs } from '../../edge/control-plane/retry-call.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { Heartbeat, HeartbeatAnswer } from '../../protocol/worker.ts';
import type { Registration } from '../registration.ts';
import { type Heard, renewLease } from '../renew-lease.ts';
import type { SessionLoop } from '../session/session-loop.ts';
import type { Sessions } from '../sessions.ts';

/** As for any other call, where no lease is short. */
const answerWithinMs = 10_000;

/** Renews every lease in one call, and learns what became of what this worker keeps: `onAnswer` hears of that. */
export function heartbeatLoop(
  sessions: Sessions,
  registration: Registration,
  onAnswer: (answer: HeartbeatAnswer) => void,
): LoopOptions {
  const { context } = sessions;
  const { heartbeatMs } = context.config.lease;
  // Leases may be of another configuration, the control plane's; a call that hangs must not use one up.
  const within = (ms: number) => Math.min(ms, context.leases.renewalTryMs());
  return {
    name: 'heartbeat',
    clock: context.clock,
    doing: 'registering with the control plane',
    waiting: 'waiting for the next heartbeat',
    passWithinMs: 2 * lateMs,
    onError: (error) => sessions.health.failed('heartbeat', error),
    // Leases run out meanwhile, and no probe tells when this route alone was sick.
    retryMs: (error, failures, random) => retryCallMs(error, failures, random, within(heartbeatMs)),
    pass: async (signal, say) => {
      sessions.drain.look();
      const how = { signal, withinMs: within(answerWithinMs) };
      await registration.ensure(how);
      say(renewing(sessions.loops().length));
      const sentAtMs = context.clock.bootMs();
      const { value: answer, database } = await registration.watch(
        context.client.heartbeat(heartbeat(sessions), how),
      );
      sessions.health.succeeded('heartbeat');
      apply(sessions, answer, { sentAtMs, database });
      onAnswer(answer);
      return within(heartbeatMs);
    },
  };
}

const renewing = (leases: number): string =>
  leases === 0 ? 'telling that it lives' : `renewing ${leases === 1 ? '1 lease' : `${leases} leases`}`;

/** What this worker says of itself now. */
export function heartbeat(sessions: Sessions): Heartbeat {
  const { context } = sessions;
  const { health, reason } = sessions.health.current();
  return {
    workerId: context.workerId,
    instance: context.instance,
    health,
    reason,
    capacity: sessions.capacity(),
    attempts: sessions.loops().map((loop) => {
      const { name, sinceMs } = loop.activity();
      const { id, record, listening } = loop.session;
      const ports = { range: record.ports, listening: [...listening] };
      return { attemptId: id, activity: name, activitySince: isoTime(sinceMs), ports };
    }),
    kept: sessions.kept().flatMap(({ id, kept }) => (kept === null ? [] : [{ attemptId: id, ...kept }])),
    quarantine: sessions.quarantine.items().map(({ released: _, ...item }) => item),
    disk: sessions.disk.seen(),
    paused: sessions.breakers.list(),
  };
}

function apply(sessions: Sessions, answer: HeartbeatAnswer, heard: Heard): void {
  for (const renewal of answer.attempts) {
    const loop = sessions.find(renewal.attemptId);
    if (loop) renewOne(loop, renewal, heard);
  }
  for (const wish of answer.wishes) sessions.wish(wish);
  for (const wish of answer.quarantine) sessions.quarantine.wish(wish);
}

/** A session whose directory is gone, or a full disk, must not cost the others their leases. */
function renewOne(loop: SessionLoop, renewal: HeartbeatAnswer['attempts'][number], heard: Heard): void {
  try {
    renewLease(loop, renewal, heard);
  } catch (error) {
    loop.session.failed(error);
  }
}
