import type { Tier } from '../../core/tier.ts';
import type { Finding } from '../../edge/processes/classify.ts';

/** Evidence of one stop, as plain JSON. */
export interface StopReceipt {
  /** Processes seen alive, each counted once, by what connected them to the session. The guard's own count too. */
  found: Record<Finding, number>;
  terminated: number;
  killed: number;
  /** Whether the agent's processes were gone before their grace was over. */
  grace: 'not_needed' | 'kept' | 'used_up';
  tookMs: number;
  /** Containers and networks of the session's compose project, by name. */
  containers: string[];
  tier: Tier;
  /** What a look on this tier cannot see. */
  unseen: string;
  /** `proved`: an empty cell and two empty sweeps. `swept`: two empty sweeps. Null: not over, see residue. */
  proof: 'proved' | 'swept' | null;
  residue: Residue[];
  /** A person's processes in the workspace: told, never signalled. */
  visitors: { pid: number; command: string }[];
}

/** What is left, or what could not be found out. Either means: not over. */
export type Residue =
  | { kind: 'process'; pid: number; command: string; by: Finding }
  | { kind: 'tmux'; socket: string }
  | { kind: 'cell'; path: string; why: 'busy' | 'unknown' }
  | { kind: 'watch'; pid: number }
  | { kind: 'container'; name: string }
  | { kind: 'unknown'; why: string };
