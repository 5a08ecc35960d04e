import os, { platform } from 'node:os';
import { readSync } from '../exec.ts';
import { readIfLegible } from '../files.ts';

/** Which machine this is, whatever it is called; null where it does not say (a container). */
export function hostId(): string | null {
  knownHostId ??= { id: platform() === 'darwin' ? macosHostId() : linuxHostId() };
  return knownHostId.id;
}

/** For people: it may change. */
export const hostName = (): string => os.hostname();

let knownHostId: { id: string | null } | null = null;

/** machine-id(5): 32 hexadecimal digits; `uninitialized` or empty in an image. */
function linuxHostId(): string | null {
  const id = readIfLegible('/etc/machine-id')?.trim() ?? '';
  return /^[0-9a-f]{32}$/.test(id) ? id : null;
}

/** Best effort, after ioreg(8); not run on a Mac. */
function macosHostId(): string | null {
  const text = readSync('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], { PATH: '/usr/sbin:/usr/bin' });
  return /"IOPlatformUUID" = "([^"]+)"/.exec(text ?? '')?.[1] ?? null;
}
