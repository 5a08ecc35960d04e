import { execFileSync } from 'node:child_process';

/** Every process with its parent, as ps(1) has it. */
function parents(): Map<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
}

export function parentPid(pid: number): number {
  const parent = parents().get(pid);
  if (parent === undefined) throw new Error(`there is no process ${pid}`);
  return parent;
}

/** Children, and theirs, the eldest first. */
export function descendantsOf(pid: number): number[] {
  const all = [...parents()];
  const found = [pid];
  for (const ancestor of found)
    found.push(...all.filter(([, parent]) => parent === ancestor).map(([child]) => child));
  return found.slice(1);
}
