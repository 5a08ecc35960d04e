import { readFileSync } from 'node:fs';
import { z } from 'zod';

const versionsSchema = z.record(z.string(), z.string()).default({});

/** What the checks need of a package-lock.json (lockfileVersion 3); all else is kept as it is. */
const lockfileSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      dev: z.boolean().optional(),
      resolved: z.string().optional(),
      dependencies: versionsSchema.optional(),
      devDependencies: versionsSchema.optional(),
      optionalDependencies: versionsSchema.optional(),
    }),
  ),
});
export type Lockfile = z.infer<typeof lockfileSchema>;

export function readLockfile(path: string): Lockfile {
  return lockfileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

export interface PlatformPackage {
  name: string;
  version: string;
  dev: boolean;
}

/**
 * Optional packages that npm left out because its registry did not have them. `npm ci` refuses a lockfile without
 * them, on every platform (npm/cli#4828).
 */
export function missingPlatformPackages({ packages }: Lockfile): PlatformPackage[] {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages))
      .map(([name, version]) => ({ name, version, dev: entry.dev === true })),
  );
}
