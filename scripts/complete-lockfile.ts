import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Adds to the lockfile the optional platform packages that npm left out because the registry in use did not have
 * them. `npm ci` refuses a lockfile without them, on every platform (npm/cli#4828). They come without a checksum.
 * Usage: node scripts/complete-lockfile.ts [package-lock.json]
 */
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];
const file = process.argv[2] ?? 'package-lock.json';
const lockfile: Lockfile = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingPlatformPackages(lockfile);
const packages = Object.entries({ ...lockfile.packages, ...missing });
packages.sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(packages) }, null, 2)}\n`);
console.info(`${file}: added ${Object.keys(missing).length} packages`);

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

interface Lockfile {
  packages: Record<string, Entry>;
}

function missingPlatformPackages({ packages }: Lockfile): Record<string, Entry> {
  const added: Record<string, Entry> = {};
  for (const entry of Object.values(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      if (packages[path] === undefined)
        added[path] = platformEntry({ name, version, dev: entry.dev === true });
    }
  }
  return added;
}

/** Platform packages say in their name what they are for: `@biomejs/cli-linux-x64-musl`, `binding-darwin-arm64`. */
function platformEntry({ name, version, dev }: { name: string; version: string; dev: boolean }): Entry {
  const words = name.split(/[/-]/);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => processors.includes(word));
  const libc = name.endsWith('musl') ? 'musl' : /gnu(eabihf)?$/.test(name) ? 'glibc' : undefined;
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(dev ? { dev } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}
