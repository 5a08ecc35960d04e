import { aliveness, identityKey } from '../../edge/processes/identity.ts';
import { signalProcess } from '../../edge/processes/signal.ts';
import type { Sweep } from '../../edge/processes/sweep.ts';
import { decideGrace } from './decide-grace.ts';
import { lookForProcesses, withoutGuard } from './look.ts';
import type { StopReceipt } from './stop-receipt.ts';
import type { Stopping } from './stopping.ts';

/** Living ones are asked for by their stat file (20 µs each); a whole look costs milliseconds. */
const pollMs = 5;
/** A look at all processes at least this often: who ignores TERM may have new children. */
const lookEveryMs = 500;

/** TERM to the agent's processes, each once, until none lives or the grace is over. */
export async function askToEnd(stopping: Stopping): Promise<StopReceipt['grace']> {
  const { clock, graceMs } = stopping;
  const startedMs = clock.monotonicMs();
  const asked = new Set<string>();
  for (;;) {
    const agents = await lookForAgents(stopping);
    const step = decideGrace({ agents, asked, elapsedMs: clock.monotonicMs() - startedMs, graceMs });
    if (step.kind === 'over') return step.grace;
    for (const { identity } of step.ask) {
      if (signalProcess(identity, 'SIGTERM') === 'sent') stopping.tally.terminated(identity);
      asked.add(identityKey(identity));
    }
    await untilNoneLives(agents, Math.min(clock.monotonicMs() + lookEveryMs, startedMs + graceMs), stopping);
  }
}

async function lookForAgents(stopping: Stopping): Promise<Sweep> {
  const sweep = await lookForProcesses(stopping);
  if (sweep.kind === 'unknown') return sweep;
  return { ...sweep, found: withoutGuard(sweep.found, stopping.paths) };
}

async function untilNoneLives(agents: Sweep, endMs: number, { clock }: Stopping): Promise<void> {
  const lives = () =>
    agents.kind === 'unknown' || agents.found.some((each) => aliveness(each.identity) !== 'dead');
  do await clock.sleep(pollMs);
  while (clock.monotonicMs() < endMs && lives());
}
