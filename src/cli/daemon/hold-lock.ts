import { type Lock, takeLock } from '../../edge/lock.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';

/**
 * Takes a daemon's lock in the state directory, which is made when it is missing.
 * @param held who has it, in a sentence with what to do.
 * @throws ProblemError state_refused when somebody has it, misconfigured when it cannot be taken.
 */
export function holdLock({ layout }: CliContext, path: string, held: () => string): Lock {
  makePrivateFolder(layout.root);
  const lock = takeLock(path);
  switch (lock.kind) {
    case 'taken':
      return lock;
    case 'held':
      throw new ProblemError('state_refused', held());
    case 'failed':
      throw new ProblemError('misconfigured', `${path} cannot be locked: ${String(lock.cause)}.`, {
        cause: lock.cause,
      });
    default:
      return lock satisfies never;
  }
}
