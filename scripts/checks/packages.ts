import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

interface Lockfile {
  packages: Record<string, Manifest & { resolved?: string }>;
}

/** Exact versions, and lockfiles that every registry and platform can install from. */
export function findUnlockedPackages(root: string): Finding[] {
  return globSync('{,test/agents/,dashboard/}package-lock.json', { cwd: root }).flatMap((path) => {
    const lockfile: Lockfile = JSON.parse(readFileSync(join(root, path), 'utf8'));
    return [...unpinned(lockfile), ...tied(lockfile), ...incomplete(lockfile)].map((message) => ({
      path,
      line: 1,
      message,
    }));
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

/** npm leaves out optional packages that its registry does not have, and `npm ci` then refuses the lockfile. */
function incomplete({ packages }: Lockfile): string[] {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter(
        (name) =>
          path !== '' &&
          packages[`node_modules/${name}`] === undefined &&
          packages[`${path}/node_modules/${name}`] === undefined,
      )
      .map((name) => `${name} is missing: node scripts/complete-lockfile.ts`),
  );
}
