import { bootId, isZombie, type ProcessIdentity } from '../processes/identity.ts';
import { listProcesses, type ProcessListing, readDetails } from '../processes/list.ts';

/** A process that says of itself that it belongs to a session, of whatever installation. */
export interface MarkedProcess {
  identity: ProcessIdentity;
  command: string;
  sessionId: string;
  /** Null in sessions of older versions. */
  installation: string | null;
  /** Where its commands go: below the state directory that it came from. */
  spool: string | null;
}

export type MarkedProcesses =
  | { kind: 'listed'; processes: MarkedProcess[] }
  | Extract<ProcessListing, { kind: 'unknown' }>;

/** Every living process with a session's marker that this user may see. */
export async function findMarkedProcesses(): Promise<MarkedProcesses> {
  const listing = await listProcesses();
  if (listing.kind === 'unknown') return listing;
  const details = await readDetails();
  const living = listing.processes.filter((each) => !isZombie(each.state));
  const processes = living.flatMap(({ pid, startTime, command }) => {
    const said = markersOf(details.environment(pid) ?? []);
    return said === null ? [] : [{ identity: { bootId: bootId(), pid, startTime }, command, ...said }];
  });
  return { kind: 'listed', processes };
}

export function markersOf(
  environment: readonly string[],
): Pick<MarkedProcess, 'sessionId' | 'installation' | 'spool'> | null {
  const value = (name: string) =>
    environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  const sessionId = value('PLANEGUARD_SESSION');
  if (sessionId === null || !sessionIdForm.test(sessionId)) return null;
  return { sessionId, installation: value('PLANEGUARD_INSTALLATION'), spool: value('PLANEGUARD_SPOOL') };
}

/** What could not have come from a session never becomes part of a path. */
export const sessionIdForm = /^[a-z0-9]{1,40}-\d{1,6}$/;
