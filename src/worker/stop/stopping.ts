import type { SessionLayout } from '../../config/state-layout.ts';
import type { Clock } from '../../edge/clock.ts';
import type { Cell, CellRecord } from '../../edge/containment/cell.ts';
import type { Docker } from '../../edge/docker.ts';
import type { TmuxServer } from '../../edge/tmux.ts';
import type { StopTally } from './stop-tally.ts';

export interface StopOptions {
  sessionId: string;
  /** Whose session it is: processes that name another installation are never touched. */
  installation?: string | undefined;
  paths: SessionLayout;
  /** Null when none was prepared: then nobody can stand in it. */
  workspace: string | null;
  /** Null when the session was never launched. */
  containment: CellRecord | null;
  socket: string;
  /** How long the agent may take after TERM. */
  graceMs: number;
  /** How long killing, and removing what is left, may take. A machine may be slow. */
  killWithinMs?: number;
  clock: Clock;
  /** The environment of the tmux client. */
  env: Readonly<Record<string, string>>;
  /** One that has not been asked yet if absent. */
  docker?: Docker;
  /** What earlier tries of the same stop have met. */
  tally?: StopTally | undefined;
}

/** What the steps of one stop share. */
export interface Stopping extends StopOptions {
  killWithinMs: number;
  cell: Cell;
  tmux: TmuxServer;
  tally: StopTally;
  docker: Docker;
}
