import { expect, it } from 'vitest';
import { systemdPlaceOf } from '../../src/core/systemd-unit.ts';

const user = '/sys/fs/cgroup/user.slice/user-1000.slice';

it.each([
  ['a login by ssh', `${user}/session-4.scope`, { underUserManager: false, service: null }],
  [
    "a desktop's terminal",
    `${user}/user@1000.service/app.slice/vte-spawn-1.scope`,
    { underUserManager: true, service: null },
  ],
  [
    'a service of the user',
    `${user}/user@1000.service/app.slice/planeguard.service`,
    { underUserManager: true, service: 'planeguard.service' },
  ],
  [
    'a cgroup of its own within a service of the system',
    '/sys/fs/cgroup/system.slice/planeguard.service/worker',
    { underUserManager: false, service: 'planeguard.service' },
  ],
  ['a container', '/sys/fs/cgroup', { underUserManager: false, service: null }],
])('tells the unit of %s from its cgroup', (_, cgroup, place) => {
  expect(systemdPlaceOf(cgroup)).toEqual(place);
});
