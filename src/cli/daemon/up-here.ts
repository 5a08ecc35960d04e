import { takeLock } from '../../edge/lock.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { checkFirstStart } from './check-first-start.ts';
import { followChanges } from './follow-changes.ts';
import { forgetThisProcess, recordThisProcess } from './process-record.ts';
import { replaceLeftovers } from './replace-leftovers.ts';
import { startParts } from './running-parts.ts';
import { runningSessionsIfKnown, sessionLine } from './running-sessions.ts';
import { StopSignals } from './stop-signals.ts';

/** After the first Ctrl-C, so long is a second one waited for. */
const secondCtrlCWithinMs = 10_000;

/**
 * Keeps a control plane and a worker running, as processes of their own, until a signal. Ctrl-C leaves running
 * sessions to their guards, a second one stops them; SIGTERM leaves them; SIGUSR2 (`down`) stops them.
 */
export async function upHere(context: CliContext): Promise<number> {
  const { layout, output } = context;
  await checkFirstStart(context);
  const release = holdUpLock(context);
  const signals = new StopSignals(context.clock);
  try {
    await replaceLeftovers(context);
    // Before its parts: a `down` that comes meanwhile must end the one that would start them again.
    recordThisProcess(layout.upRecord, 'starting');
    const parts = await startParts(context);
    if (parts.kind === 'failed') return parts.exitCode;
    recordThisProcess(layout.upRecord);
    output.note(`Planeguard runs on ${parts.url}. Ctrl-C ends it.`);
    const stopFollowing = followChanges(context);
    const keepSessions = await untilDecided(context, signals);
    stopFollowing();
    await parts.end({ keepSessions });
    return 0;
  } finally {
    forgetThisProcess(layout.upRecord);
    release();
  }
}

function holdUpLock({ layout }: CliContext): () => void {
  makePrivateFolder(layout.root);
  const lock = takeLock(layout.upLock);
  switch (lock.kind) {
    case 'taken':
      return lock.release;
    case 'held':
      throw new ProblemError(
        'state_refused',
        `planeguard up runs on ${layout.root} already. See: planeguard status. End it: planeguard down`,
      );
    case 'failed':
      throw new ProblemError('misconfigured', `${layout.upLock} cannot be locked: ${String(lock.cause)}.`, {
        cause: lock.cause,
      });
    default:
      return lock satisfies never;
  }
}

/** Whether the sessions are to go on. */
async function untilDecided(context: CliContext, signals: StopSignals): Promise<boolean> {
  const first = await signals.next();
  if (first !== 'SIGINT') return first !== 'SIGUSR2';
  const sessions = await runningSessionsIfKnown(context);
  if (sessions.length === 0) return true;
  const { output } = context;
  output.note(`Still running:\n${sessions.map(sessionLine).join('\n')}`);
  output.note('Ctrl-C again to stop them, with proof. Otherwise they are left running in 10 s.');
  const second = await signals.next(secondCtrlCWithinMs);
  return second === null || second === 'SIGTERM';
}
