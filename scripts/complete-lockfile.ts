import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { missingPlatformPackages, type PlatformPackage, readLockfile } from './lockfile.ts';

/**
 * Adds to a lockfile the platform packages that npm left out. They come without a checksum, which only a registry
 * that has them could give. Usage: node scripts/complete-lockfile.ts [package-lock.json]
 */
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Keeps every key and its order, which a schema with named keys would not. */
const objectSchema = z.record(z.string(), z.unknown());

const file = process.argv[2] ?? 'package-lock.json';
const missing = missingPlatformPackages(readLockfile(file));
const text = objectSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const packages = Object.entries(objectSchema.parse(text.packages)).concat(missing.map(lockEntry));
packages.sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...text, packages: Object.fromEntries(packages) }, null, 2)}\n`);
console.info(`${file}: added ${missing.length} packages`);

/** Platform packages say in their name what they are for: `@biomejs/cli-linux-x64-musl`, `binding-darwin-arm64`. */
function lockEntry({ name, version, dev }: PlatformPackage): [string, Record<string, unknown>] {
  const words = name.split(/[/-]/);
  const entry = {
    version,
    cpu: words.filter((word) => processors.includes(word)),
    ...(dev ? { dev } : {}),
    ...libcOf(name),
    optional: true,
    os: words.filter((word) => systems.includes(word)),
  };
  return [`node_modules/${name}`, entry];
}

function libcOf(name: string): { libc?: string[] } {
  if (name.endsWith('musl')) return { libc: ['musl'] };
  return name.endsWith('-gnu') ? { libc: ['glibc'] } : {};
}
