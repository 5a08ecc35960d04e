import type { Heartbeat, HeartbeatAnswer, Wish } from '../protocol/worker.ts';
import { appendEvent } from './append-event.ts';
import type { Database } from './database.ts';
import type { AttemptRecord } from './find-attempt.ts';
import { findWishes } from './find-wishes.ts';
import { recordKept } from './record-kept.ts';
import { recordQuarantine } from './record-quarantine.ts';
import type { Write } from './writer.ts';

export interface HeartbeatTaken {
  leases: { attemptId: string; lease: HeartbeatAnswer['attempts'][number]['lease'] }[];
  kept: HeartbeatAnswer['kept'];
  wishes: Wish[];
  quarantine: HeartbeatAnswer['quarantine'];
  /** Claims of this worker that it neither lists nor has ever confirmed. */
  unconfirmed: string[];
}

/**
 * Takes in one worker's whole word: its health, what it holds and what it keeps.
 * @param renew called for each attempt that is still its own, before the commit.
 */
export async function takeHeartbeat(
  write: Write,
  heartbeat: Heartbeat,
  renew: (attemptId: string) => void,
): Promise<HeartbeatTaken> {
  await recordHealth(write, heartbeat);
  const open = await openAttempts(write.db, heartbeat.workerId);
  const held = new Map(open.map((attempt) => [attempt.id, attempt]));
  const leases: HeartbeatTaken['leases'] = [];
  for (const said of heartbeat.attempts) {
    const attempt = held.get(said.attemptId);
    if (attempt) {
      await recordAttempt(write, attempt, said);
      renew(attempt.id);
    }
    leases.push({
      attemptId: said.attemptId,
      lease: attempt ? 'renewed' : await whyNotHeld(write.db, said.attemptId),
    });
  }
  const listed = new Set(heartbeat.attempts.map((said) => said.attemptId));
  return {
    leases,
    kept: await recordKept(write, heartbeat),
    wishes: (await findWishes(write.db, heartbeat.workerId, 0)).items,
    quarantine: await recordQuarantine(write, heartbeat),
    unconfirmed: open.filter((one) => one.confirmed_at === null && !listed.has(one.id)).map((one) => one.id),
  };
}

async function recordHealth(write: Write, heartbeat: Heartbeat): Promise<void> {
  const { workerId, health, reason, capacity } = heartbeat;
  const before = await write.db
    .selectFrom('workers')
    .select(['health', 'reason', 'since'])
    .where('id', '=', workerId)
    .executeTakeFirst();
  const changed = before?.health !== health;
  const since = changed ? write.nowMs : before.since;
  await write.db
    .updateTable('workers')
    .set({
      health,
      reason,
      since,
      capacity,
      disk: JSON.stringify(heartbeat.disk),
      paused: JSON.stringify(heartbeat.paused),
      last_seen_at: write.nowMs,
    })
    .where('id', '=', workerId)
    .execute();
  if (!changed) return;
  const data = { worker: workerId, health, reason };
  await appendEvent(write, { requestId: null, attempt: null, kind: 'worker_health', data });
}

const openAttempts = (db: Database, workerId: string): Promise<AttemptRecord[]> =>
  db
    .selectFrom('attempts')
    .selectAll()
    .where('worker_id', '=', workerId)
    .where('ended_at', 'is', null)
    .execute();

type Said = Heartbeat['attempts'][number];

async function recordAttempt(write: Write, attempt: AttemptRecord, said: Said): Promise<void> {
  const since = said.activitySince === null ? null : Date.parse(said.activitySince);
  const sameActivity = attempt.activity === said.activity && attempt.activity_since === since;
  const ports = said.ports === null ? null : JSON.stringify(said.ports);
  if (attempt.confirmed_at !== null && sameActivity && attempt.ports === ports) return;
  await write.db
    .updateTable('attempts')
    .set({
      confirmed_at: attempt.confirmed_at ?? write.nowMs,
      activity: said.activity,
      activity_since: since,
      ports,
    })
    .where('id', '=', attempt.id)
    .where('ended_at', 'is', null)
    .execute();
  if (attempt.activity === said.activity || said.activity === null) return;
  await appendEvent(write, {
    requestId: attempt.request_id,
    attempt: attempt.number,
    kind: 'activity',
    data: { activity: said.activity },
  });
}

/** A newer attempt holds the request: fenced. Otherwise over or unknown: gone. */
async function whyNotHeld(db: Database, attemptId: string): Promise<'fenced' | 'gone'> {
  const row = await db
    .selectFrom('attempts')
    .innerJoin('requests', 'requests.id', 'attempts.request_id')
    .select(['attempts.number', 'requests.attempt'])
    .where('attempts.id', '=', attemptId)
    .executeTakeFirst();
  return row !== undefined && row.attempt > row.number ? 'fenced' : 'gone';
}
