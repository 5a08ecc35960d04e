import type { CliContext } from '../context.ts';
import { findControlPlane } from './find-control-plane.ts';

/** Says beside a result that nobody is there to go on with it, and what happens once somebody is. */
export async function noteNothingRuns(
  { layout, clock, output }: CliContext,
  happensThen: string,
): Promise<void> {
  if ((await findControlPlane(layout, clock)) !== null) return;
  output.note(`No control plane runs here; start it: planeguard up. ${happensThen}`);
}
