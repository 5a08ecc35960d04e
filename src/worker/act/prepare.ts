import { mkdirSync, rmSync } from 'node:fs';
import { promptText } from '../../core/prompt.ts';
import { writeWhole } from '../../edge/files.ts';
import { fetchCache } from '../../edge/git/fetch-cache.ts';
import { findRepository } from '../../edge/git/find-repository.ts';
import type { WorkerContext } from '../context.ts';
import { sessionHooksOf } from '../hooks/session-hooks.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import { type Carried, readCarried } from '../read-carried.ts';
import type { Session } from '../session/session.ts';
import { beginEnding } from './begin-ending.ts';
import { copyIntoWorkspace } from './copy-into-workspace.ts';
import { grantPorts } from './grant-ports.ts';
import { makeWorkspace, type NotMade, type Place } from './make-workspace.ts';
import { personIdentity } from './person-identity.ts';

/** Makes everything that a launch needs, and starts nothing. May be repeated after a crash at any point. */
export async function prepare(session: Session): Promise<void> {
  const { context, record } = session;
  if (earlierIsUnderWay(context, record)) return;
  const startedMs = context.clock.monotonicMs();
  const fetched = await fetchCache(session.cache);
  if (session.interrupted.aborted) return;
  if (fetched.kind !== 'ok') return cannotStart(session, fetched.message);
  const fetchedMs = context.clock.monotonicMs();
  const [found, identity] = await Promise.all([readCarried(session.cache, fetched), personIdentity(session)]);
  if (found.kind === 'refused') return cannotStart(session, found.message, 'host_refused');
  const from = { base: fetched.defaultBranch, baseSha: fetched.headSha };
  const made = await makeWorkspace(session, from, identity);
  if (session.interrupted.aborted) return;
  if (made.kind === 'refused') return cannotStart(session, made.message, made.reason);
  const problem = await copyIntoWorkspace(session, made.place.workspace);
  if (problem !== null) return cannotStart(session, problem);
  writeSessionFiles(session, made.place, found.carried);
  await grantPorts(session);
  const doneMs = context.clock.monotonicMs();
  const timings = { fetchMs: fetchedMs - startedMs, workspaceMs: doneMs - fetchedMs };
  const operator = findRepository(context.config, record.grant.request)?.hooks ?? null;
  const hooks = sessionHooksOf(operator, found.carried.hooks, made.place.workspace);
  session.update({ place: made.place, hooks, timings });
}

/**
 * After a long sleep of this machine a new attempt may be granted here while the session of the last one, which was
 * over by its deadline, is only being stopped: its processes still write into the workspace. Asked again in 100 ms.
 */
function earlierIsUnderWay(context: WorkerContext, { id, grant }: SessionRecord): boolean {
  if (grant.previous === null) return false;
  const others = context.journal.sessions().filter((each) => each.id !== id && each.state !== 'ended');
  return others.some((each) => each.grant.request.id === grant.request.id);
}

function cannotStart(session: Session, message: string, reason: NotMade['reason'] = 'launch_failed'): void {
  beginEnding(session, { kind: 'not_started', reason, message });
}

function writeSessionFiles(
  { paths, context, record }: Session,
  place: Place,
  { prompt: carried }: Carried,
): void {
  rmSync(paths.bin, { recursive: true, force: true });
  for (const folder of [paths.directory, paths.spool, paths.bin]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  writeWhole(`${paths.bin}/planeguard`, context.agentProgram, { mode: 0o700 });
  const { request, feedback, previous } = record.grant;
  const prompt = promptText({
    request,
    branch: place.branch,
    base: place.base,
    feedback,
    continued: previous !== null,
    pullRequest: record.grant.pullRequest,
    ofRepository: carried,
  });
  writeWhole(paths.prompt, prompt);
}
