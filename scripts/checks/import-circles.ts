import type { Finding } from './finding.ts';
import { type Import, importsOf } from './imports.ts';
import type { SourceFile } from './source-file.ts';

/** Circles of files that import each other, type imports included: such files are one file in several pieces. */
export function findImportCircles(files: readonly SourceFile[]): Finding[] {
  const graph = new Map(files.map((file) => [file.path, importsOf(file)]));
  const findings: Finding[] = [];
  const finished = new Set<string>();
  for (const path of graph.keys()) walk(path, []);
  return findings;

  function walk(path: string, trail: readonly string[]): void {
    if (finished.has(path)) return;
    const here = [...trail, path];
    for (const next of graph.get(path) ?? []) {
      const circle = circleClosedBy(next, here);
      if (circle !== null)
        findings.push({
          path,
          line: next.line,
          message: `import circle (move what both need, types too, to a file of its own): ${circle}`,
        });
      else if (next.path !== null) walk(next.path, here);
    }
    finished.add(path);
  }
}

function circleClosedBy({ path }: Import, trail: readonly string[]): string | null {
  const start = path === null ? -1 : trail.indexOf(path);
  return start === -1 ? null : [...trail.slice(start), path].join(' -> ');
}
