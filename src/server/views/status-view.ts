import { isoTime } from '../../edge/clock.ts';
import type { Status } from '../../protocol/status.ts';
import { diskViewSchema } from '../../protocol/worker.ts';
import { countStates } from '../../store/count-states.ts';
import { listKept } from '../../store/list-kept.ts';
import { listQuarantine } from '../../store/list-quarantine.ts';
import { listRequests } from '../../store/list-requests.ts';
import { listWorkers, type WorkerRecord } from '../../store/list-workers.ts';
import type { Parts } from '../parts.ts';
import { githubView } from './github-view.ts';
import { ownView } from './own-view.ts';
import { quarantineView } from './quarantine-view.ts';
import { requestRows } from './request-row.ts';
import { workerView } from './worker-view.ts';

/** As many as a person looks through at a glance. */
const attentionLimit = 20;
const sessionLimit = 200;
const queueLimit = 200;

export async function statusView(parts: Parts): Promise<Status> {
  const { db } = parts;
  const workers = await listWorkers(db);
  const kept = await listKept(db);
  return {
    controlPlane: ownView(parts),
    workers: workers.map((worker) => workerView(parts, worker)),
    queue: await countStates(db),
    sessions: await sessions(parts),
    attention: await attention(parts),
    waiting: await waiting(parts),
    kept: kept.map((row) => ({
      attemptId: row.attempt_id,
      path: row.path,
      why: row.why,
      since: isoTime(row.since),
    })),
    quarantine: (await listQuarantine(db)).map(quarantineView),
    disk: diskOf(workers),
    github: await githubView(parts),
  };
}

function diskOf(workers: readonly WorkerRecord[]): Status['disk'] {
  const found: Status['disk'] = {};
  for (const { id, disk } of workers) {
    const said = diskViewSchema.safeParse(JSON.parse(disk ?? 'null'));
    if (said.success) found[id] = said.data;
  }
  return found;
}

async function sessions(parts: Parts): Promise<Status['sessions']> {
  const held = await listRequests(parts.db, {
    states: ['claimed', 'running'],
    repository: null,
    before: null,
    limit: sessionLimit,
  });
  const rows = await requestRows(parts, held);
  return rows.flatMap((row) =>
    row.session ? [{ ...row.session, requestId: row.id, title: row.title, state: row.state }] : [],
  );
}

async function attention(parts: Parts): Promise<Status['attention']> {
  const filter = { repository: null, before: null, limit: attentionLimit };
  return requestRows(parts, await listRequests(parts.db, { ...filter, states: ['in_review', 'blocked'] }));
}

async function waiting(parts: Parts): Promise<Status['waiting']> {
  const filter = { repository: null, before: null, limit: queueLimit };
  const queued = await listRequests(parts.db, { ...filter, states: ['queued'] });
  return (await requestRows(parts, queued)).filter((row) => row.waiting !== null).slice(0, attentionLimit);
}
