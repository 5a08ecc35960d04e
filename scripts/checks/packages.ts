import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type Lockfile, missingPlatformPackages, readLockfile } from '../lockfile.ts';
import type { Finding } from './finding.ts';

/** Exact versions, and lockfiles that every registry and platform can install from. */
export function findUnlockedPackages(root: string): Finding[] {
  const paths = globSync('{.,test/agents,dashboard}/package-lock.json', { cwd: root });
  return paths.flatMap((path) => {
    const lockfile = readLockfile(join(root, path));
    const messages = [...unpinned(lockfile), ...tied(lockfile), ...incomplete(lockfile)];
    return messages.map((message) => ({ path, line: 1, message }));
  });
}

function unpinned({ packages }: Lockfile): string[] {
  const own = packages[''] ?? {};
  const wanted = { ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies };
  return Object.entries(wanted)
    .filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))
    .map(([name, range]) => `${name} ${range} is not an exact version: npm install --save-exact`);
}

function tied({ packages }: Lockfile): string[] {
  return Object.entries(packages)
    .filter(([, entry]) => entry.resolved !== undefined)
    .map(([path]) => `${path} names a registry: npm install --omit-lockfile-registry-resolved`);
}

function incomplete(lockfile: Lockfile): string[] {
  return missingPlatformPackages(lockfile).map(
    ({ name }) => `${name} is missing: node scripts/complete-lockfile.ts`,
  );
}
