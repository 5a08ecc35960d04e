import { interruptHooks } from '../hooks/interrupt-hooks.ts';
import type { Session } from '../session/session.ts';
import { stopOfWatch } from '../stop/stop-of-watch.ts';
import { stopSession } from '../stop/stop-session.ts';
import type { StopOptions } from '../stop/stopping.ts';
import { askToQuit } from './ask-to-quit.ts';

const againAfterMs = 1_000;
/** After so many stops without a proof, what is left is residue, and the end is reported as not clean. */
const mostTries = 5;

/** Stops whatever of the session is left, and keeps the receipt as evidence. Harmless to repeat. */
export async function stop(session: Session): Promise<void> {
  const { record, context } = session;
  await askToQuit(session);
  const { stopping } = session;
  const receipt = stopping.tried(await stopSession(stopOptions(session)), context.clock.monotonicMs());
  if (receipt.proof === null && stopping.tries < mostTries) {
    session.notBefore.stop = context.clock.bootMs() + againAfterMs;
    return context.log.warn({ session: record.id, receipt }, 'the session is not proven over yet');
  }
  const interrupted = interruptHooks(session);
  session.update(
    { hooks: interrupted.hooks, stop: { proof: receipt.proof, clean: receipt.residue.length === 0 } },
    [...interrupted.told, session.evidence('stop', { ...receipt, ...stopOfWatch(session.paths) })],
  );
}

export function stopOptions({ record, context, paths, stopping }: Session): StopOptions {
  return {
    sessionId: record.id,
    installation: record.installation ?? undefined,
    paths,
    socket: record.socket,
    workspace: record.place?.workspace ?? null,
    containment: record.containment,
    graceMs: context.config.session.graceMs,
    clock: context.clock,
    env: context.environment,
    docker: context.docker,
    tally: stopping.tally,
  };
}
