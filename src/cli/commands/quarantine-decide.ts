import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { QuarantineView, QuarantineWish } from '../../protocol/quarantine.ts';
import type { CliContext } from '../context.ts';
import { withControlPlane } from '../instance/with-instance.ts';

/** A heartbeat, the grace of a stop, and another heartbeat. */
const carriedOutWithinMs = 60_000;
const askEveryMs = 500;

/**
 * Tells the worker what a person has decided, and waits until it is done. Throws ProblemError not_found, `unreachable`
 * when the worker says nothing, and `state_refused` when something could not be cleaned.
 */
export async function decideQuarantined(context: CliContext, wish: QuarantineWish): Promise<number> {
  const { output } = context;
  await withControlPlane(context, async (client) => {
    const item = await client.decideQuarantine(wish);
    await untilCarriedOut(context, client, item);
  });
  if (output.json) output.value(wish);
  else output.line(`${wish.id} is ${wish.decision === 'clean' ? 'cleaned away' : 'released'}.`);
  return 0;
}

async function untilCarriedOut(
  { clock }: CliContext,
  client: ControlPlaneClient,
  decided: QuarantineView,
): Promise<void> {
  const endMs = clock.monotonicMs() + carriedOutWithinMs;
  for (;;) {
    const item = (await client.listQuarantine()).items.find(({ id }) => id === decided.id);
    if (item === undefined) return;
    if (item.tries > decided.tries) throw notCleaned(item);
    if (clock.monotonicMs() >= endMs) throw notHeard(decided);
    await clock.sleep(askEveryMs);
  }
}

const notCleaned = ({ id, worker }: QuarantineView): ProblemError =>
  new ProblemError(
    'state_refused',
    `Something of ${id} could not be ended or removed by worker ${worker}. See what: planeguard quarantine list.`,
  );

const notHeard = ({ id, worker, decision }: QuarantineView): ProblemError =>
  new ProblemError(
    'unreachable',
    `Worker ${worker} has not said within a minute that it did ${decision} ${id}. It does at its next heartbeat; see: planeguard status. If that worker is gone for good: planeguard quarantine release ${id}.`,
  );
