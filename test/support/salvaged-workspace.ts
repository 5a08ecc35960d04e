import { join } from 'node:path';
import { systemClock } from '../../src/edge/clock.ts';
import { findSalvage, type Salvage } from '../../src/edge/salvage/list-salvage.ts';
import { restoreSalvage } from '../../src/edge/salvage/restore-salvage.ts';
import { type TakenSalvage, takeSalvage, type WantedSalvage } from '../../src/edge/salvage/take-salvage.ts';
import { bareRemote } from './git-repository.ts';
import { type SessionWorkspace, sessionWorkspace } from './session-workspace.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface SalvagedWorkspace extends SessionWorkspace {
  folder: string;
  wanted: WantedSalvage;
}

/** A session's workspace, and how its salvage is asked for. */
export async function workspaceToSalvage(files?: Record<string, string>): Promise<SalvagedWorkspace> {
  const folder = temporaryFolder();
  const session = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git'), files));
  const wanted = {
    workspace: session.path,
    cache: session.cache,
    publishedShas: [],
    scratch: join(folder, 'scratch'),
    about: { requestId: 'r1', attempt: 1, repository: 'shop', title: 'Work' },
    nowMs: systemClock.nowMs(),
    maxBytes: 1_000_000_000,
    ignored: 'list' as const,
  };
  return { ...session, folder, wanted };
}

/** Salvages a workspace, and restores that elsewhere. Returns where. */
export async function salvageAndRestore({ folder, wanted, cache }: SalvagedWorkspace): Promise<string> {
  await saved(wanted);
  const to = join(folder, 'restored');
  const restored = await restoreSalvage({ salvage: await salvageOf(wanted), cache, to });
  if (restored.kind !== 'restored') throw new Error(JSON.stringify(restored));
  return to;
}

export async function saved(
  wanted: WantedSalvage,
): Promise<Extract<TakenSalvage, { kind: 'saved' }>['receipt']> {
  const taken = await takeSalvage(wanted);
  if (taken.kind !== 'saved') throw new Error(taken.message);
  return taken.receipt;
}

export async function salvageOf({ cache, about }: WantedSalvage): Promise<Salvage> {
  const found = await findSalvage(cache, about);
  if (found === null) throw new Error('there is no salvage');
  return found;
}
