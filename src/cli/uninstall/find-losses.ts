import { personEnvironment } from '../../config/environment.ts';
import { attemptId } from '../../core/ids.ts';
import { namesIn } from '../../edge/files.ts';
import { listSalvage } from '../../edge/salvage/list-salvage.ts';
import { readQuarantined } from '../../worker/journal/read-quarantined.ts';
import type { CliContext } from '../context.ts';
import { guardedSessions } from '../daemon/guarded-sessions.ts';

/** One thing of a person's that would be lost with the state directory. */
export interface Loss {
  kind: 'session' | 'workspace' | 'quarantine' | 'salvage' | 'unreadable';
  id: string;
  /** What settles it. */
  command: string;
}

/** By what is on the disk: nothing has to run, and nothing is changed. */
export async function findLosses({ layout }: CliContext): Promise<Loss[]> {
  const live = guardedSessions(layout);
  const quarantined = readQuarantined(layout.journal).map(({ id }) => id);
  const known = new Set([...live, ...quarantined]);
  const workspaces = namesIn(layout.workspaces).filter((id) => !known.has(id));
  return [
    ...live.map((id) => loss('session', id, `planeguard cancel ${requestOf(id)}`)),
    ...quarantined.map((id) => loss('quarantine', id, `planeguard quarantine clean ${id}`)),
    ...workspaces.map((id) => loss('workspace', id, letGo(requestOf(id)))),
    ...(await findSalvages(layout.caches)),
  ];
}

async function findSalvages(caches: string): Promise<Loss[]> {
  const unreadable: Loss[] = [];
  const found = await listSalvage(caches, personEnvironment(), (cache) => {
    unreadable.push(loss('unreadable', cache, 'planeguard salvage list'));
  });
  const salvages = found.map(({ document: { requestId, attempt } }) => {
    const id = attemptId(requestId, attempt);
    return loss(
      'salvage',
      id,
      `planeguard salvage restore ${id} --to DIR; then: planeguard salvage drop ${id}`,
    );
  });
  return [...salvages, ...unreadable];
}

const letGo = (requestId: string): string =>
  `planeguard cancel ${requestId}; why it is kept: planeguard show ${requestId}`;

const loss = (kind: Loss['kind'], id: string, command: string): Loss => ({ kind, id, command });

const requestOf = (sessionId: string): string => sessionId.replace(/-\d+$/, '');
