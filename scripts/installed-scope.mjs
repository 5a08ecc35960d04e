// Prints which part of the lockfile node_modules holds: all, production or none. Runs on any Node, old ones included.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2];
process.stdout.write(scopeOf(root));

function scopeOf(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'));
  const missing = Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && isForThisMachine(entry))
    .filter(([path, entry]) => present[path]?.integrity !== entry.integrity || !existsSync(join(root, path)));
  if (missing.length === 0) return 'all';
  return missing.every(([, entry]) => entry.dev || entry.devOptional || entry.optional) ? 'production' : 'none';
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/** Optional packages that name no platform belong to others that do (WebAssembly fallbacks). */
function isForThisMachine({ optional, os, cpu, libc }) {
  if (optional && !os && !cpu) return false;
  return allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, libcHere());
}

function allows(list, value) {
  if (!list || !value) return true;
  const entries = [list].flat();
  return entries.some((entry) => entry.startsWith('!')) ? !entries.includes(`!${value}`) : entries.includes(value);
}

function libcHere() {
  if (process.platform !== 'linux') return undefined;
  return existsSync('/etc/alpine-release') ? 'musl' : 'glibc';
}
