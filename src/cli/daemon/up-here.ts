import type { CliContext } from '../context.ts';
import { checkFirstStart } from './check-first-start.ts';
import { followChanges } from './follow-changes.ts';
import { holdLock } from './hold-lock.ts';
import { forgetThisProcess, recordThisProcess } from './process-record.ts';
import { replaceLeftovers } from './replace-leftovers.ts';
import { type RunningParts, startParts } from './running-parts.ts';
import { runningSessionsIfKnown, sessionLine } from './running-sessions.ts';
import { StopSignals } from './stop-signals.ts';
import { takeOver } from './take-over.ts';
import { tellSystemd } from './tell-systemd.ts';
import { placeLost, untilTold } from './until-told.ts';
import { whoKeeps } from './who-keeps.ts';

/** After the first Ctrl-C, so long is a second one waited for. */
const secondCtrlCWithinMs = 10_000;

/**
 * Keeps a control plane and a worker running, as processes of their own, until a signal. Ctrl-C leaves running
 * sessions to their guards, a second one stops them; SIGTERM leaves them; SIGUSR2 (`down`) stops them.
 */
export async function upHere(context: CliContext): Promise<number> {
  const { layout, output } = context;
  await checkFirstStart(context);
  const lock = holdLock(context, layout.upLock, () => alreadyUp(layout.root));
  try {
    const keeping = holdLock(context, layout.supervisorLock, () => whoKeeps(layout, 'refuses'));
    const signals = new StopSignals(context.clock);
    await takeOver(context);
    await replaceLeftovers(context);
    // Before its parts: a `down` that comes meanwhile must end the one that would start them again.
    recordThisProcess(layout.upRecord, { doing: 'starting' });
    const isInPlace = () => lock.isInPlace() && keeping.isInPlace();
    const parts = await startParts(context, isInPlace);
    if (parts.kind === 'failed') return parts.exitCode;
    recordThisProcess(layout.upRecord);
    const telling = tellSystemd({ clock: context.clock, moves: () => true, say: output.note });
    output.note(`Planeguard runs on ${parts.url}. Ctrl-C ends it.`);
    const exitCode = await keepUp(context, { parts, signals, isInPlace });
    await telling?.stop();
    return exitCode;
  } finally {
    forgetThisProcess(layout.upRecord);
    lock.release();
  }
}

const alreadyUp = (root: string): string =>
  `An up runs on ${root} already. See: planeguard status. End it: planeguard down`;

interface Keeping {
  parts: RunningParts;
  signals: StopSignals;
  isInPlace: () => boolean;
}

/** Until it is told to end, or its state directory is gone. Returns the exit code. */
async function keepUp(context: CliContext, { parts, signals, isInPlace }: Keeping): Promise<number> {
  const stopFollowing = followChanges(context);
  const first = await untilTold(signals, isInPlace);
  if (first === 'place_lost') {
    stopFollowing();
    context.output.note(placeLost(context.layout.root, 'control plane and worker', 'All of it ends.'));
    await parts.awaitEnd();
    return 1;
  }
  const keepSessions = first === 'SIGINT' ? await untilDecided(context, signals) : first !== 'SIGUSR2';
  stopFollowing();
  await parts.end({ keepSessions });
  return 0;
}

/** After Ctrl-C: whether the sessions are to go on. */
async function untilDecided(context: CliContext, signals: StopSignals): Promise<boolean> {
  const sessions = await runningSessionsIfKnown(context);
  if (sessions.length === 0) return true;
  const { output } = context;
  output.note(`Still running:\n${sessions.map(sessionLine).join('\n')}`);
  output.note('Ctrl-C again to stop them, with proof. Otherwise they are left running in 10 s.');
  const second = await signals.next(secondCtrlCWithinMs);
  return second === null || second === 'SIGTERM';
}
