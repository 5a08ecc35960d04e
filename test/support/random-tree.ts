import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';

const techniques = [
  'nohup',
  'setsid',
  'double_fork',
  'cleared_environment',
  'left_workspace',
  'ignored_signals',
  'own_tmux',
] as const;
type Technique = (typeof techniques)[number];

/** A process that gets away in these ways, and starts others. */
export interface TreeProcess {
  by: Technique[];
  children: TreeProcess[];
}

/** At most 21 processes: three, with two children each, twice. */
const processArbitrary = (generations: number): fc.Arbitrary<TreeProcess> =>
  fc.record({
    by: fc.subarray([...techniques]),
    children:
      generations === 0 ? fc.constant([]) : fc.array(processArbitrary(generations - 1), { maxLength: 2 }),
  });

/** What an agent starts, and whether agent and guard are killed before the stop. */
export const treeArbitrary = (tier: 1 | 3) =>
  fc.record({
    forest: fc
      .array(processArbitrary(2), { minLength: 1, maxLength: 3 })
      .filter((forest) => tier === 1 || !forest.some((each) => isDaemon(each))),
    rootsKilled: fc.boolean(),
  });

/** Without marker and outside of the workspace: what a sweep cannot see. What a process is, its children are too. */
function isDaemon({ by, children }: TreeProcess, above: readonly Technique[] = []): boolean {
  const all = [...above, ...by];
  const hides = all.includes('cleared_environment') && all.includes('left_workspace');
  return hides || children.some((child) => isDaemon(child, all));
}

export const countOf = (forest: readonly TreeProcess[]): number =>
  forest.reduce((sum, { children }) => sum + 1 + countOf(children), 0);

/** Writes a program for each process below `folder`, each of which leaves its pid in `folder`/pids. Returns sh. */
export function forestScript(forest: readonly TreeProcess[], folder: string): string {
  let count = 0;
  mkdirSync(join(folder, 'pids'), { recursive: true });
  const startOf = ({ by, children }: TreeProcess): string => {
    const name = `${count++}`;
    const program = join(folder, `${name}.sh`);
    const lines = [
      by.includes('ignored_signals') ? 'trap "" TERM HUP INT' : '',
      by.includes('left_workspace') ? 'cd /' : '',
      ...children.map(startOf),
      `echo $$ > '${folder}/${name}.new' && mv '${folder}/${name}.new' '${folder}/pids/${name}'`,
      'exec sleep 600',
    ];
    writeFileSync(program, `${lines.join('\n')}\n`);
    return startLine(by, program, join(folder, name));
  };
  return forest.map(startOf).join('\n');
}

function startLine(by: readonly Technique[], program: string, socket: string): string {
  const words = [
    by.includes('nohup') ? 'nohup' : '',
    by.includes('setsid') ? 'setsid' : '',
    by.includes('cleared_environment') ? 'env -i PATH="$PATH"' : '',
    by.includes('own_tmux')
      ? `tmux -S '${socket}' -f /dev/null new-session -d "sh '${program}'"`
      : `sh '${program}'`,
    '> /dev/null 2>&1 &',
  ];
  const line = words.filter(Boolean).join(' ');
  return by.includes('double_fork') ? `(${line})` : line;
}
