import { platform } from 'node:os';
import { join } from 'node:path';
import { systemdPlaceOf } from '../../core/systemd-unit.ts';
import { type ContainmentChoice, tierSentence } from '../../core/tier.ts';
import type { CellRecord } from './cell.ts';
import { cgroupCell, parentPrefix } from './cgroup.ts';
import { ownCgroupPath } from './cgroup-home.ts';
import { type CellHome, type Containment, cellPath } from './containment.ts';
import { findScopeHome } from './scope-home.ts';
import { type Trial, tryCell } from './try-cell.ts';

export interface ProbeOptions extends Trial {
  /** The installation's id: sessions of different installations never share a cgroup. */
  installation: string;
  wanted: ContainmentChoice;
  /** Where this process lies; null without cgroup v2. Asked of the system if absent. */
  ownCgroup?: string | null;
}

/**
 * The best that this host does when it is tried: a cgroup below this worker's own, one that systemd delegates, or none.
 * A worker that is a service prefers systemd's: its sessions are to outlive it.
 */
export async function probeContainment(options: ProbeOptions): Promise<Containment> {
  if (options.wanted === 'sweep') return sweepOnly('worker.containment says so');
  if (platform() !== 'linux') return sweepOnly('this system has no cgroups');
  const own = options.ownCgroup === undefined ? ownCgroupPath() : options.ownCgroup;
  if (own === null) return sweepOnly('cgroup v2 is not mounted');
  const name = `${parentPrefix}${options.installation}`;
  const home: CellHome = { parent: join(own, name), prefix: '', suffix: '' };
  const trouble = await tryCell(cgroupCell(cellPath(home, 'probe')), options);
  const { service, underUserManager } = systemdPlaceOf(own);
  if (trouble === null && service === null) return { tier: 1, home, sentence: tierSentence(1) };
  const scopes = await findScopeHome({ ...options, prefix: `${name}-`, underUserManager });
  if (scopes.kind === 'works')
    return {
      tier: 1,
      home: scopes.home,
      sentence: `${tierSentence(1)} These cgroups are scopes of systemd.`,
    };
  if (trouble !== null) return sweepOnly(`${trouble}; ${scopes.why}`);
  const note = `Sessions end with ${service}, unless that has KillMode=process: ${scopes.why}.`;
  return { tier: 1, home, sentence: `${tierSentence(1)} ${note}` };
}

/** The record of one session's cell, before it is made. */
export const cellRecord = ({ home }: Containment, sessionId: string): CellRecord =>
  home === null ? { tier: 3, path: null } : { tier: 1, path: cellPath(home, sessionId) };

const sweepOnly = (why: string): Containment => ({
  tier: 3,
  home: null,
  why,
  sentence: `${tierSentence(3)} Nothing better here: ${why}.`,
});
