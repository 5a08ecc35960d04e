import { mkdirSync, rmSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type SessionLayout, sessionLayout } from '../../src/config/state-layout.ts';
import { tmuxName } from '../../src/core/ids.ts';
import { systemClock } from '../../src/edge/clock.ts';
import type { CellRecord } from '../../src/edge/containment/cell.ts';
import { openCell } from '../../src/edge/containment/open-cell.ts';
import { Docker } from '../../src/edge/docker.ts';
import { bootId } from '../../src/edge/processes/identity.ts';
import type { TmuxServer } from '../../src/edge/tmux.ts';
import { type Exited, readExit, readStarted, type Started } from '../../src/worker/guard/guard-facts.ts';
import { type GuardedLaunch, launchGuarded } from '../../src/worker/guard/launch-guarded.ts';
import type { StopReceipt } from '../../src/worker/stop/stop-receipt.ts';
import { stopSession } from '../../src/worker/stop/stop-session.ts';
import { StopTally } from '../../src/worker/stop/stop-tally.ts';
import type { StopOptions } from '../../src/worker/stop/stopping.ts';
import { testEnvironment } from './git-repository.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { recordOfTier } from './tiers.ts';
import { until } from './until.ts';

export interface GuardedSession {
  launch: GuardedLaunch;
  layout: SessionLayout;
  workspace: string;
  tmux: TmuxServer;
  started(): Promise<Started>;
  exitStatus(): Promise<number>;
  stop(graceMs?: number, docker?: Docker, tally?: StopTally): Promise<StopReceipt>;
}

export interface SessionOptions {
  tier?: 1 | 3;
  /** That of the tier if absent. */
  containment?: CellRecord;
  folder?: string;
  /** An id of this test alone if absent. */
  sessionId?: string;
  env?: Record<string, string>;
  lastsSeconds?: number;
  transcriptBytes?: number;
}

let count = 0;

/** A session as the worker would launch it, in a folder of its own, stopped when the test ends. */
export function guardedSession(argv: readonly string[], options: SessionOptions = {}): GuardedSession {
  const folder = options.folder ?? temporaryFolder();
  const sessionId = options.sessionId ?? `rtest${process.pid}-${count + 1}`;
  count += 1;
  const layout = sessionLayout(join(folder, 'sessions', sessionId));
  const workspace = join(folder, 'workspaces', sessionId);
  for (const path of [layout.directory, workspace]) mkdirSync(path, { recursive: true });
  const launch: GuardedLaunch = {
    sessionId,
    layout,
    socket: join(socketFolder(), `${count}.sock`),
    workspace,
    argv,
    env: { ...testEnvironment(), ...options.env },
    cell: openCell(options.containment ?? recordOfTier(options.tier ?? 3, sessionId)),
    deadline: { bootId: bootId(), deadlineBootSeconds: uptime() + (options.lastsSeconds ?? 300) },
    graceMs: 1_000,
    transcriptBytes: options.transcriptBytes ?? 1024 ** 2,
  };
  onTestFinished(async () => {
    await stopLaunch(launch, { graceMs: 0, docker: noDocker });
  });
  return handleOf(launch);
}

function handleOf(launch: GuardedLaunch): GuardedSession {
  const { layout } = launch;
  return {
    launch,
    layout,
    workspace: launch.workspace,
    tmux: { socket: launch.socket, name: tmuxName(launch.sessionId), env: testEnvironment() },
    started: () => until('started', () => startedOrNull(layout)),
    exitStatus: async () => (await until('exit', () => exitedOrNull(layout))).status,
    stop: (graceMs = 1_000, docker = noDocker, tally = new StopTally()) =>
      stopLaunch(launch, { graceMs, docker, tally }),
  };
}

/** The same handle once its agent runs. */
export async function launchedSession(
  argv: readonly string[],
  options: SessionOptions = {},
): Promise<GuardedSession> {
  const session = guardedSession(argv, options);
  await launchGuarded(session.launch);
  await session.started();
  return session;
}

function startedOrNull(layout: SessionLayout): Started | null {
  const fact = readStarted(layout);
  return fact.kind === 'started' ? fact : null;
}

function exitedOrNull(layout: SessionLayout): Exited | null {
  const fact = readExit(layout);
  return fact.kind === 'exited' ? fact : null;
}

/** The docker of the machine that runs the tests is nobody's business. */
const noDocker = new Docker({ PATH: '/nowhere' });

const stopLaunch = (
  launch: GuardedLaunch,
  how: Pick<StopOptions, 'graceMs' | 'docker' | 'tally'>,
): Promise<StopReceipt> =>
  stopSession({
    sessionId: launch.sessionId,
    paths: launch.layout,
    socket: launch.socket,
    workspace: launch.workspace,
    containment: launch.cell.record,
    killWithinMs: 2_000,
    clock: systemClock,
    env: testEnvironment(),
    ...how,
  });

/** Socket paths end at 104 bytes, wherever the state directory of the test may be. */
function socketFolder(): string {
  const folder = join('/tmp', `planeguard-test-sockets-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
