import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tmuxName } from '../../src/core/ids.ts';
import { writeWhole } from '../../src/edge/files.ts';
import type { ProcessIdentity } from '../../src/edge/processes/identity.ts';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import { startTmux } from '../../src/edge/tmux.ts';
import { readIdentityOf } from '../../src/worker/guard/guard-facts.ts';
import { writeRecorded } from '../../src/worker/guard/recorded-processes.ts';
import { identityOf, isAlive } from './alive.ts';
import { detached } from './detached.ts';
import { testEnvironment } from './git-repository.ts';
import { type GuardedSession, launchedSession } from './guarded-session.ts';
import { personsTerminal } from './persons-terminal.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** Somebody's processes that a stop must not touch, and how to put them around a session. */
export const innocents: Record<string, (session: GuardedSession) => Promise<ProcessIdentity[]>> = {
  'an editor with open files': async ({ workspace }) => {
    writeFileSync(join(workspace, 'notes.md'), 'a line\n');
    const editor = await personsTerminal('exec tail -f notes.md', workspace);
    return [editor.program];
  },
  'an editor that has left its terminal': async ({ workspace }) => {
    writeFileSync(join(workspace, 'draft.md'), 'a line\n');
    return [await detached('exec tail -f draft.md', workspace, testEnvironment())];
  },
  'a shell that stands in the workspace': async ({ workspace }) => {
    const shell = await personsTerminal('while read -r line; do :; done', workspace);
    return [shell.program];
  },
  'a tmux of the person, with a session named alike': (session) =>
    personsTmux(tmuxName(session.launch.sessionId), session.workspace),
  'a tmux of the person, with a session whose name begins alike': (session) =>
    personsTmux(`${tmuxName(session.launch.sessionId)}0`, session.workspace),
  'the session of another installation': async ({ launch }) => {
    const tier = launch.cell.record.tier;
    return processesOf(await launchedSession(['sleep', '600'], { tier, folder: temporaryFolder() }));
  },
  'the next attempt of the same request': async ({ launch }) => {
    const tier = launch.cell.record.tier;
    return processesOf(await launchedSession(['sleep', '600'], { tier, sessionId: `${launch.sessionId}0` }));
  },
  'a process that got the pid of one which the worker had recorded': async ({ layout }) => {
    const innocent = await stranger();
    writeRecorded(layout, [{ ...innocent, startTime: '1' }]);
    return [innocent];
  },
  'processes that got the pids of receipts': async ({ layout }) => {
    const [parent, server, watch, writer] = await Promise.all([1, 2, 3, 4].map(() => stranger()));
    if (!parent || !server || !watch || !writer) throw new Error('a stranger did not start');
    const fields = readFileSync(layout.started, 'utf8').trim().split(' ');
    writeWhole(layout.started, `${fields.with(2, `${parent.pid}`).with(4, `${server.pid}`).join(' ')}\n`);
    await rewritePid(layout, 'watch', watch.pid);
    await rewritePid(layout, 'transcript', writer.pid);
    return [parent, server, watch, writer];
  },
};

async function personsTmux(name: string, workspace: string): Promise<ProcessIdentity[]> {
  const socket = join(temporaryFolder(), 's');
  const server = { socket, name, env: testEnvironment() };
  await startTmux(server, {
    prefix: [],
    argv: ['sleep', '600'],
    cwd: workspace,
    transcriptCommand: 'exec cat',
  });
  const inside = `tmux -S '${socket}' display-message -p -t '=${name}:'`;
  const pids = spawn('sh', ['-c', `${inside} '#{pid} #{pane_pid}'`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(pids.stdout, 'data');
  const identities = String(said).trim().split(' ').map(identityOf);
  onTestFinished(() => {
    for (const each of identities) signalProcess(each, 'SIGKILL');
  });
  return identities;
}

/** Not the watch: it is the guard's, and looks for itself whether it is still wanted. */
async function processesOf(session: GuardedSession): Promise<ProcessIdentity[]> {
  const { parent, tmuxServerPid } = await session.started();
  return [parent, identityOf(tmuxServerPid)];
}

const stranger = (): Promise<ProcessIdentity> => detached('exec sleep 600', '/', testEnvironment());

/** As if the process of the receipt had ended, and another had got its pid. */
async function rewritePid(
  layout: GuardedSession['layout'],
  part: 'watch' | 'transcript',
  pid: number,
): Promise<void> {
  const real = await until(`the ${part}`, () => readIdentityOf(layout, part));
  writeWhole(join(layout.guard, part), `v1 ${real.bootId} ${pid} ${real.startTime}\n`);
  onTestFinished(() => {
    if (isAlive(real)) process.kill(part === 'watch' ? -real.pid : real.pid, 'SIGKILL');
  });
}
