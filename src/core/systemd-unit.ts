/** In which of systemd's units a process lies, read from the path of its cgroup (systemd.special(7)). Pure. */
export interface SystemdPlace {
  /** Below the user's own service manager: what is there ends when the user has logged out, unless the user lingers. */
  underUserManager: boolean;
  /** The service that it is a part of, and that ends all of it when it is stopped or started anew; null outside of any. */
  service: string | null;
}

export function systemdPlaceOf(cgroup: string): SystemdPlace {
  const units = cgroup.split('/');
  const manager = units.findIndex((unit) => /^user@\d+\.service$/.test(unit));
  const service = units.slice(manager + 1).find((unit) => unit.endsWith('.service'));
  return { underUserManager: manager >= 0, service: service ?? null };
}
