import type { DatabaseIdentity } from './control-plane/call-error.ts';
import { Caller, type CallerOptions } from './control-plane/caller.ts';
import { ConnectionWatch, type WatchOptions } from './control-plane/connection-watch.ts';
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
    watchConnection: (watch: WatchOptions) => new ConnectionWatch(caller, watch),
    /** From now on only the answers of this database count; see `Caller`. */
    expectDatabase: (expected: () => DatabaseIdentity | null) => caller.expectDatabase(expected),
    /** Which database the last answer came from. */
    database: () => caller.database(),
    url: () => caller.url(),
    /** How long a long poll may be held, in milliseconds. */
    holdMs: () => caller.policy().holdMs,
  };
}
export type ControlPlaneClient = ReturnType<typeof controlPlaneClient>;
