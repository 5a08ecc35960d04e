import { rmSync } from 'node:fs';
import { probeTmux } from '../../edge/tmux.ts';
import { endWatch } from '../guard/end-watch.ts';
import { orResidue } from './or-residue.ts';
import type { Residue } from './stop-receipt.ts';
import type { Stopping } from './stopping.ts';

const pollMs = 5;

/** Removes what is not a process: cell, watch, socket. What is left is told. */
export async function clearAway(stopping: Stopping): Promise<Residue[]> {
  const watch = await orResidue(() => removeWatch(stopping));
  const cell = await orResidue(() => removeCell(stopping));
  return [...cell, ...(await orResidue(() => removeSocket(stopping))), ...watch];
}

async function removeWatch({ paths, clock }: Stopping): Promise<Residue[]> {
  const watch = await endWatch(paths, clock);
  return watch.kind === 'alive' ? [{ kind: 'watch', pid: watch.pid }] : [];
}

/** rmdir says EBUSY for a moment after the last process is gone. */
async function removeCell({ cell, clock, killWithinMs }: Stopping): Promise<Residue[]> {
  const endMs = clock.monotonicMs() + killWithinMs;
  for (;;) {
    const removal = cell.remove();
    if (removal === 'removed') return [];
    if (clock.monotonicMs() >= endMs) return [{ kind: 'cell', path: cell.record.path ?? '', why: removal }];
    await clock.sleep(pollMs);
  }
}

/** The file of a dead server stays behind; that of a server that still answers must not be hidden. */
async function removeSocket({ socket, tmux }: Stopping): Promise<Residue[]> {
  if ((await probeTmux(tmux)) !== 'dead') return [{ kind: 'tmux', socket }];
  rmSync(socket, { force: true });
  return [];
}
