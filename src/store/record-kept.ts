import type { Heartbeat, HeartbeatAnswer } from '../protocol/worker.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

type Kept = Heartbeat['kept'][number];

/** Remembers which workspaces a worker keeps, and tells it what became of their requests. */
export async function recordKept(
  write: Write,
  { workerId, kept }: Pick<Heartbeat, 'workerId' | 'kept'>,
): Promise<HeartbeatAnswer['kept']> {
  const known = await write.db
    .selectFrom('kept_workspaces')
    .selectAll()
    .where('worker_id', '=', workerId)
    .execute();
  const said = new Map(kept.map((one) => [one.attemptId, one]));
  const forgotten = known.filter((row) => !said.has(row.attempt_id)).map((row) => row.attempt_id);
  if (forgotten.length > 0) {
    await write.db.deleteFrom('kept_workspaces').where('attempt_id', 'in', forgotten).execute();
  }
  const before = new Map(known.map((row) => [row.attempt_id, row]));
  const answers: HeartbeatAnswer['kept'] = [];
  for (const one of said.values()) {
    const row = before.get(one.attemptId);
    if (row?.why !== one.why || row.path !== one.path) await save(write, workerId, one);
    answers.push(await answerFor(write.db, one.attemptId));
  }
  return answers;
}

async function save(write: Write, workerId: string, kept: Kept): Promise<void> {
  const row = { worker_id: workerId, path: kept.path, why: kept.why, since: Date.parse(kept.since) };
  await write.db
    .insertInto('kept_workspaces')
    .values({ attempt_id: kept.attemptId, ...row })
    .onConflict((conflict) => conflict.column('attempt_id').doUpdateSet(row))
    .execute();
}

async function answerFor(db: Database, attemptId: string): Promise<HeartbeatAnswer['kept'][number]> {
  const row = await db
    .selectFrom('attempts')
    .innerJoin('requests', 'requests.id', 'attempts.request_id')
    .leftJoin('pull_requests', 'pull_requests.request_id', 'requests.id')
    .select(['requests.state', 'pull_requests.state as pullRequest'])
    .where('attempts.id', '=', attemptId)
    .orderBy('pull_requests.number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { attemptId, requestState: row?.state ?? null, pullRequest: row?.pullRequest ?? null };
}
