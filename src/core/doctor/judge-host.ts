import { type DiskSpace, isDiskLow } from '../disk.ts';
import type { ContainmentChoice, Tier } from '../tier.ts';
import { type Finding, fine, found, type Known, notKnown } from './finding.ts';

export interface ContainmentFacts {
  wanted: ContainmentChoice;
  /** Who was asked: the running worker, or a trial now. */
  host: Known<{ tier: Tier; sentence: string }>;
}

export function judgeContainment({ wanted, host }: ContainmentFacts): Finding[] {
  if (host.kind === 'unknown') return [notKnown('containment', `It could not be tried: ${host.why}.`)];
  const { tier, sentence } = host.value;
  if (tier === 1) return [fine('containment', `Tier 1: ${sentence}`)];
  const what = `Tier ${tier}: ${sentence}`;
  if (wanted === 'cgroup')
    return [
      found('containment_refused', { what, mend: 'Set worker.containment to auto, or delegate a cgroup' }),
    ];
  if (wanted === 'sweep') return [fine('containment', what)];
  const mend =
    'On Linux run it in a systemd user session (loginctl enable-linger "$USER"); macOS gives no more';
  return [found('sweep_only', { what, mend })];
}

export interface DiskFacts {
  path: string;
  space: Known<DiskSpace>;
  floorBytes: number;
  /** What `reclaim` would free; null when that was not measured. */
  reclaimableBytes: number | null;
  format: (bytes: number) => string;
}

export function judgeDisk({ path, space, floorBytes, reclaimableBytes, format }: DiskFacts): Finding[] {
  if (space.kind === 'unknown') return [notKnown('disk', `${path}: ${space.why}.`)];
  const free = `${format(space.value.freeBytes)} free for ${path}, floor ${format(floorBytes)}`;
  const gain = reclaimableBytes === null ? '' : `; planeguard reclaim would free ${format(reclaimableBytes)}`;
  const mend = 'planeguard reclaim';
  const low = (floor: number) => isDiskLow(space.value, { floorBytes: floor, wasLow: false });
  if (low(floorBytes)) return [found('disk_low', { what: `${free}${gain}.`, mend })];
  if (low(2 * floorBytes)) return [found('disk_nearly_low', { what: `${free}${gain}.`, mend })];
  return [fine('disk', `${free}.`)];
}

export interface PortFacts {
  listen: { host: string; port: number };
  /** `ours`: the control plane of this state directory. `elsewhere`: it is on another host. */
  address: 'free' | 'ours' | 'taken' | 'any' | 'elsewhere';
  range: { from: number; to: number };
  /** Ports that the system gives to outgoing connections; null where it does not say. */
  ephemeral: { from: number; to: number } | null;
}

export function judgePorts({ listen, address, range, ephemeral }: PortFacts): Finding[] {
  const findings: Finding[] = [];
  if (address === 'taken') {
    const what = `Another program listens on ${listen.host}:${listen.port} (server.listen).`;
    const mend = `lsof -i :${listen.port}, then end it or set server.listen`;
    findings.push(found('listen_taken', { what, mend }));
  }
  if (ephemeral !== null && range.from <= ephemeral.to && ephemeral.from <= range.to) {
    const what = `session.ports (${range.from}-${range.to}) overlaps with the system's ${ephemeral.from}-${ephemeral.to}.`;
    findings.push(
      found('port_range_shared', {
        what,
        mend: 'Set session.ports to a range of its own, such as 20000-29999',
      }),
    );
  }
  if (findings.length > 0) return findings;
  if (address === 'elsewhere') return [fine('ports', 'session.ports is free.')];
  const shown = address === 'any' ? 'any free port' : `${listen.host}:${listen.port}`;
  return [fine('ports', `${shown} is ${address === 'ours' ? 'ours' : 'free'}, and so is session.ports.`)];
}

export interface StaleFacts {
  /** Records of processes that live no more, and what each was found to be, as a sentence. */
  records: readonly { path: string; found: string }[];
}

export function judgeStaleFiles({ records }: StaleFacts): Finding[] {
  if (records.length === 0) return [fine('stale-files', 'None.')];
  return records.map(({ path, found: sentence }) =>
    found('stale_file', {
      what: `${path} is stale. ${sentence}`,
      mend: 'planeguard doctor --fix',
      fix: { kind: 'repair_records' },
    }),
  );
}
