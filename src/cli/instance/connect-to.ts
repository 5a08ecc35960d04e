import { type ControlPlaneClient, controlPlaneClient } from '../../edge/control-plane-client.ts';
import type { CliContext } from '../context.ts';
import { whyAway } from './find-control-plane.ts';
import { operatorToken } from './token-files.ts';

/** A client of this state directory's control plane, with the operator's token: for nobody who merely has its port. */
export const connectTo = (url: string | (() => string), { layout, clock }: CliContext): ControlPlaneClient =>
  controlPlaneClient({
    url: typeof url === 'string' ? () => url : url,
    token: () => operatorToken(layout),
    away: () => whyAway(layout),
    clock,
  });
