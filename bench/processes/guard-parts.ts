import type { StateLayout } from '../../src/config/state-layout.ts';
import { readIdentityOf, readStarted } from '../../src/worker/guard/guard-facts.ts';
import { watchProcesses } from './session-processes.ts';

/** Process ids of what guards one session. */
export interface GuardParts {
  /** Parent, watch, and the watch's sleep. */
  all: number[];
  watch: number;
  /** The tmux server and the transcript's writer. */
  terminal: number[];
}

export async function guardParts(layout: StateLayout, sessionId: string): Promise<GuardParts> {
  const paths = layout.session(sessionId);
  const started = readStarted(paths);
  const watch = readIdentityOf(paths, 'watch');
  const writer = readIdentityOf(paths, 'transcript');
  if (started.kind !== 'started' || watch === null) throw new Error(`session ${sessionId} has no guard`);
  const ofWatch = (await watchProcesses(layout, sessionId)).map(({ pid }) => pid);
  return {
    all: [started.parent.pid, ...ofWatch],
    watch: watch.pid,
    terminal: [started.tmuxServerPid, ...(writer === null ? [] : [writer.pid])],
  };
}
