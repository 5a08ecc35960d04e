import { createHash } from 'node:crypto';
import os from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';

/** Unix socket paths end at 104 bytes on macOS (108 on Linux), the terminating NUL included. */
const longestSocketPath = 103;
/** `pg-<session id>.sock` with room for a six-digit attempt. */
const longestSocketName = 'pg-r00000000-000000.sock'.length;

/** Every path below a state directory. Nothing else may build one. */
export function stateLayout(stateDir: string) {
  const session = (sessionId: string) => sessionLayout(join(stateDir, 'sessions', sessionId));
  return {
    root: stateDir,
    database: join(stateDir, 'planeguard.db'),
    controlPlaneLock: join(stateDir, 'control-plane.lock'),
    /** Where the running control plane says its URL; it informs, the lock decides. */
    controlPlaneFile: join(stateDir, 'control-plane.json'),
    operatorToken: join(stateDir, 'operator.token'),
    workerToken: join(stateDir, 'worker.token'),
    /** The control plane on another host that the worker is enrolled with, and its token there. */
    enrolment: join(stateDir, 'enrolment.json'),
    /** While it is there, the worker claims nothing: also after a restart. */
    drain: join(stateDir, 'drain.json'),
    /** What `service install` has installed. */
    service: join(stateDir, 'service.json'),
    workerLock: join(stateDir, 'worker.lock'),
    workerPid: join(stateDir, 'worker.pid'),
    workerId: join(stateDir, 'worker.id'),
    workerStatus: join(stateDir, 'worker-status.json'),
    /** Which very process each daemon is: it informs, the locks decide. */
    serveRecord: join(stateDir, 'serve.process.json'),
    workerRecord: join(stateDir, 'worker.process.json'),
    upRecord: join(stateDir, 'up.process.json'),
    upLock: join(stateDir, 'up.lock'),
    /** Who restarts the worker holds this one: `up`, or the supervisor of `worker start`. */
    supervisorLock: join(stateDir, 'supervisor.lock'),
    supervisorRecord: join(stateDir, 'supervisor.process.json'),
    /** How often the worker ended in a row, and how. */
    restarts: join(stateDir, 'worker-restarts.json'),
    /** Stale state that was met and repaired. */
    repairs: join(stateDir, 'repairs.json'),
    journal: join(stateDir, 'journal.db'),
    caches: join(stateDir, 'cache'),
    workspaces: join(stateDir, 'workspaces'),
    workspace: (sessionId: string) => join(stateDir, 'workspaces', sessionId),
    sessions: join(stateDir, 'sessions'),
    session,
    logs: join(stateDir, 'logs'),
  };
}
export type StateLayout = ReturnType<typeof stateLayout>;

/** What a session's own directory holds. It lies outside the workspace. */
export function sessionLayout(directory: string) {
  return {
    directory,
    guard: join(directory, 'guard'),
    bin: join(directory, 'bin'),
    spool: join(directory, 'spool'),
    /** Hooks as they were run, and how they ended. */
    hooks: join(directory, 'hooks'),
    prompt: join(directory, 'prompt.md'),
    /** What the journal says of it: a lost journal is rebuilt from these copies. */
    record: join(directory, 'record.json'),
    /** The agent's command line as POSIX sh, sourced by the guard's parent. */
    command: join(directory, 'command'),
    started: join(directory, 'started'),
    exit: join(directory, 'exit'),
    /** Its processes as they were last seen. */
    processes: join(directory, 'processes'),
    deadline: join(directory, 'deadline'),
    doorbell: join(directory, 'doorbell'),
    transcript: join(directory, 'transcript.log'),
    /** What it held before it was full. */
    earlierTranscript: join(directory, 'transcript.1.log'),
    agentHome: join(directory, 'agent-home'),
    /** While it is tried whether a commit can be signed. */
    signing: join(directory, 'signing'),
    /** While its work is being salvaged. */
    salvage: join(directory, 'salvage'),
  };
}
export type SessionLayout = ReturnType<typeof sessionLayout>;

/** Where a session's tmux socket goes: below the state directory, or in a short folder of this user's. */
export function runtimeDirectory(stateDir: string): string {
  const inside = join(stateDir, 'run');
  if (Buffer.byteLength(inside) + 1 + longestSocketName <= longestSocketPath) return inside;
  const digest = createHash('sha256').update(stateDir).digest('hex').slice(0, 12);
  return join('/tmp', `planeguard-${getuid?.() ?? os.userInfo().uid}`, digest);
}
