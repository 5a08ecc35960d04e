import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kill } from 'node:process';
import { personEnvironment } from '../../src/config/environment.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type RunResult, run } from '../../src/edge/exec.ts';
import { hasCode } from '../../src/edge/files.ts';
import { listProcesses } from '../../src/edge/processes/list.ts';
import { leakedProcesses, writeLeakingAgent } from './leaking-agent.ts';
import type { Way } from './way.ts';

/** How sessions in one shared tmux server are usually ended. */
export const commonWays: readonly Way[] = [
  wayOf('tmux kill-session', async ({ socket, name }) => {
    await tmux(socket, ['kill-session', '-t', `=${name}`]);
  }),
  wayOf('kill(-pgid)', async ({ panePid }) => killIfThere(-panePid)),
  wayOf('tree-kill walk', async ({ panePid }) => {
    for (const pid of (await treeOf(panePid)).toReversed()) killIfThere(pid);
  }),
];

interface Pane {
  socket: string;
  name: string;
  panePid: number;
}

function wayOf(name: string, endPane: (pane: Pane) => Promise<void>): Way {
  return {
    name,
    launch: async (folder, session) => {
      const socket = join(dirname(folder), 'shared.sock');
      const workspace = join(folder, 'workspace');
      mkdirSync(workspace, { recursive: true });
      const start = ['new-session', '-d', '-P', '-F', '#{pane_pid}', '-s', session, '-c', workspace];
      const started = await tmux(socket, [...start, ...writeLeakingAgent(folder)]);
      const panePid = Number(started.stdout);
      if (!(panePid > 0)) throw new Error(`tmux: ${started.stderr}`);
      const leaked = await leakedProcesses(folder);
      return { leaked, end: () => timed(() => endPane({ socket, name: session, panePid })) };
    },
  };
}

/** Removes what the shared server still has. */
export async function endSharedTmux(folder: string): Promise<void> {
  await tmux(join(folder, 'shared.sock'), ['kill-server']);
}

const tmux = (socket: string, args: readonly string[]): Promise<RunResult> =>
  run('tmux', ['-S', socket, '-f', '/dev/null', ...args], { env: personEnvironment(), timeoutMs: 10_000 });

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = systemClock.monotonicMs();
  await work();
  return systemClock.monotonicMs() - startedMs;
}

/** The root and its descendants, as one listing shows them; children after their parents. */
async function treeOf(root: number): Promise<number[]> {
  const listing = await listProcesses();
  if (listing.kind === 'unknown') throw new Error(listing.why);
  const tree = [root];
  for (const pid of tree)
    tree.push(...listing.processes.filter((each) => each.ppid === pid).map((each) => each.pid));
  return tree;
}

function killIfThere(pid: number): void {
  try {
    kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
