import { identityKey } from '../../edge/processes/identity.ts';
import type { FoundProcess, Sweep } from '../../edge/processes/sweep.ts';

export interface GraceView {
  /** The session's processes without the guard's own. */
  agents: Sweep;
  /** Who got TERM already. */
  asked: ReadonlySet<string>;
  elapsedMs: number;
  graceMs: number;
}

export type GraceStep =
  | { kind: 'over'; grace: 'not_needed' | 'kept' | 'used_up' }
  | { kind: 'wait'; ask: FoundProcess[] };

/** What to do next while the agent may end by itself. Pure. What cannot be seen is never taken for ended. */
export function decideGrace(view: GraceView): GraceStep {
  const { agents, asked } = view;
  if (agents.kind === 'swept' && agents.found.length === 0)
    return { kind: 'over', grace: asked.size === 0 ? 'not_needed' : 'kept' };
  if (view.elapsedMs >= view.graceMs) return { kind: 'over', grace: 'used_up' };
  const found = agents.kind === 'swept' ? agents.found : [];
  return { kind: 'wait', ask: found.filter((each) => !asked.has(identityKey(each.identity))) };
}
