import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownCgroupPath } from '../../src/edge/containment/cgroup-home.ts';

/** Things outside the run's folder that Planeguard makes: session cgroups, and folders for short socket paths. */
export function findTraces(): Set<string> {
  const cgroups = process.platform === 'linux' ? ownCgroupPath() : null;
  const folders = globSync(`/tmp/planeguard-${process.getuid?.() ?? 0}/*`);
  return new Set([...folders, ...(cgroups === null ? [] : globSync(join(cgroups, '**/planeguard-*/')))]);
}

/** Is no other run of these tests under way on this machine? Run folders carry their owner's pid. */
export function isAloneOnMachine(root: string): boolean {
  return globSync(join(dirname(root), 'planeguard-test-*-run')).every(
    (other) => other === root || !isAlive(other),
  );
}

function isAlive(root: string): boolean {
  const pid = /-(\d+)-run$/.exec(root)?.[1];
  return (
    pid !== undefined &&
    existsSync(`/proc/${pid}`) &&
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('vitest')
  );
}
