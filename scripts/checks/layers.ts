import type { Finding } from './finding.ts';
import { type Import, importsOf } from './imports.ts';
import type { SourceFile } from './source-file.ts';

/** What each layer may know besides itself. Tests, benchmarks and scripts may know everything. */
const layers: Record<string, readonly string[]> = {
  core: [],
  protocol: ['core'],
  config: ['core', 'protocol'],
  edge: ['core', 'protocol'],
  store: ['core', 'protocol'],
  server: ['core', 'protocol', 'config', 'edge', 'store'],
  worker: ['core', 'protocol', 'config', 'edge'],
  cli: ['core', 'protocol', 'config', 'edge', 'store', 'server', 'worker'],
};

/** The control plane never touches a host. */
const closedToServer = ['tmux', 'workspace', 'processes', 'containment', 'agents'];

export function findLayerViolations(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const from = layerOf(file.path);
    if (from === null) return [];
    return importsOf(file).flatMap((imported) => {
      const message = violation(from, imported);
      return message === null ? [] : [{ path: file.path, line: imported.line, message }];
    });
  });
}

function violation(from: string, { path, specifier }: Import): string | null {
  const allowed = layers[from];
  if (allowed === undefined)
    return `src/${from} is not a layer; the layers are ${Object.keys(layers).join(', ')}`;
  if (path === null || path.endsWith('.json')) return null;
  const to = layerOf(path);
  if (to === null) return `${specifier} lies outside src`;
  if (to !== from && !allowed.includes(to)) return `${from} must not import ${to} (${specifier})`;
  if (from === 'server' && isClosedToServer(path))
    return `the control plane never touches a host (${specifier})`;
  return null;
}

function layerOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function isClosedToServer(path: string): boolean {
  return closedToServer.some(
    (name) => path === `src/edge/${name}.ts` || path.startsWith(`src/edge/${name}/`),
  );
}
