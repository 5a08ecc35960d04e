import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Where this process's own cgroup v2 lies, from /proc/self/mountinfo and /proc/self/cgroup (cgroups(7)).
 * Hybrid systems mount v2 beside v1, so the mount table decides. Null where there is no v2.
 */
export function ownCgroupPath(): string | null {
  return cgroupPathFrom(
    readFileSync('/proc/self/mountinfo', 'utf8'),
    readFileSync('/proc/self/cgroup', 'utf8'),
  );
}

export function cgroupPathFrom(mountinfo: string, cgroups: string): string | null {
  const mount = mountinfo
    .split('\n')
    .map(parseMount)
    .find((each) => each?.type === 'cgroup2');
  const own = cgroups
    .split('\n')
    .find((line) => line.startsWith('0::'))
    ?.slice('0::'.length);
  if (!mount || own === undefined) return null;
  const inside = own === mount.root || own.startsWith(`${mount.root}/`);
  return resolve(join(mount.point, inside ? own.slice(mount.root.length) : own));
}

/** `36 35 98:0 /root /point options [optional...] - type source options` (proc_pid_mountinfo(5)). */
function parseMount(line: string): { type: string; root: string; point: string } | null {
  const [left, right] = line.split(' - ');
  const [, , , root, point] = (left ?? '').split(' ');
  const type = right?.split(' ')[0];
  if (root === undefined || point === undefined || type === undefined) return null;
  return { type, root: unescapeOctal(root), point: unescapeOctal(point) };
}

/** Blanks and backslashes are written as `\040` in the mount table. */
const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
