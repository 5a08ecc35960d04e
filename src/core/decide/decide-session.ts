import type { Decision, SessionFacts, SessionPolicy } from '../session-facts.ts';
import { nothing } from '../session-facts.ts';
import { decideCancel } from './cancel.ts';
import { decideCommands } from './commands.ts';
import { decideEnding } from './ending.ts';
import { decideExit } from './exit.ts';
import { decideLaunch } from './launch.ts';
import { decideLease } from './lease.ts';
import { decideStall, decideTimeLimit } from './limits.ts';
import { decideSettle } from './settle.ts';
import { decideWatch } from './watch.ts';

/** In order of precedence: what a session may not do, what it is asked for, then what it does by itself. */
const deciders: readonly ((facts: SessionFacts, nowMs: number, policy: SessionPolicy) => Decision)[] = [
  decideLease,
  decideCancel,
  decideLaunch,
  decideWatch,
  decideExit,
  decideCommands,
  decideTimeLimit,
  decideSettle,
  decideStall,
  decideEnding,
];

/** The first decider that wants to act wins; otherwise the earliest time at which one wants to look again. */
export function decideSession(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  let earliest: Decision = nothing;
  for (const decide of deciders) {
    const decision = decide(facts, nowMs, policy);
    if (decision.kind === 'act') return decision;
    if (decision.kind === 'wait' && (earliest.kind !== 'wait' || decision.untilMs < earliest.untilMs)) {
      earliest = decision;
    }
  }
  return earliest;
}
