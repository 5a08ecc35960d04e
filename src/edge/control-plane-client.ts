import { Caller, type CallerOptions } from './control-plane/caller.ts';
import { type FollowOptions, followEvents } from './control-plane/follow-events.ts';
import { operatorCalls } from './control-plane/operator-calls.ts';
import { workerCalls } from './control-plane/worker-calls.ts';

/** Everything that can be asked of a control plane, typed and checked. Failures are CallErrors. */
export function controlPlaneClient(options: CallerOptions) {
  const caller = new Caller(options);
  return {
    ...operatorCalls(caller),
    ...workerCalls(caller),
    followEvents: (follow: FollowOptions) => followEvents(caller, follow),
    /** Which database the last answer came from. */
    database: () => caller.database(),
    url: () => caller.url(),
  };
}
export type ControlPlaneClient = ReturnType<typeof controlPlaneClient>;
