import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { ControlPlanePaths } from './claim-state-directory.ts';
import type { GitHub } from './github/github.ts';
import type { ControlPlaneSettings } from './parts.ts';

export interface ControlPlaneOptions {
  /** The state directory is made when it is not there. */
  layout: ControlPlanePaths;
  config: ControlPlaneSettings;
  clock: Clock;
  log: Log;
  /** The forge, where the configuration gives access to it. */
  github?: GitHub | null;
  /** Only for one command: others are told not to rely on it, and of GitHub it asks no more than that needs. */
  embedded?: boolean;
  /** Which very process this is, written down beside the URL: a killed one is told by it. */
  identity?: { bootId: string; pid: number; startTime: string } | null;
}
