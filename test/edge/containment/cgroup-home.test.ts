import { expect, it } from 'vitest';
import { cgroupPathFrom } from '../../../src/edge/containment/cgroup-home.ts';

const unified = '35 25 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate';
const v1 = '33 25 0:28 / /sys/fs/cgroup/memory rw shared:7 - cgroup cgroup rw,memory';

it('finds the own cgroup below the only mount', () => {
  expect(cgroupPathFrom(unified, '0::/user.slice/a.scope\n')).toBe('/sys/fs/cgroup/user.slice/a.scope');
});

it('finds v2 beside v1 on a hybrid system', () => {
  const hybrid = `${v1}\n36 25 0:31 / /sys/fs/cgroup/unified rw shared:8 - cgroup2 cgroup2 rw`;
  expect(cgroupPathFrom(hybrid, '4:memory:/x\n0::/a\n')).toBe('/sys/fs/cgroup/unified/a');
});

it('leaves out the part of the path that is the root of the mount, as in a container', () => {
  const bound = '36 25 0:31 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup ro';
  expect(cgroupPathFrom(bound, '0::/docker/abc/sub\n')).toBe('/sys/fs/cgroup/sub');
  expect(cgroupPathFrom(bound, '0::/\n')).toBe('/sys/fs/cgroup');
});

it('reads blanks in the mount point', () => {
  const blank = '36 25 0:31 / /my\\040groups rw - cgroup2 cgroup2 rw';
  expect(cgroupPathFrom(blank, '0::/\n')).toBe('/my groups');
});

it('finds none where only v1 is mounted, or v2 does not name this process', () => {
  expect(cgroupPathFrom(v1, '4:memory:/x\n')).toBeNull();
  expect(cgroupPathFrom(unified, '4:memory:/x\n')).toBeNull();
});
