import { type SweepTarget, sweepSession } from './sweep.ts';

/** Whether somebody else's process stands in a workspace whose session is over; unknown when none can be listed. */
export async function visited(
  target: Pick<SweepTarget, 'sessionId' | 'installation' | 'workspace'>,
): Promise<'yes' | 'no' | 'unknown'> {
  const sweep = await sweepSession({ ...target, roots: new Map(), reapers: new Set() });
  if (sweep.kind === 'unknown') return 'unknown';
  return sweep.visitors.length > 0 ? 'yes' : 'no';
}
