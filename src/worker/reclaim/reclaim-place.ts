import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import type { Clock } from '../../edge/clock.ts';
import type { Log } from '../../edge/log.ts';

/** What a look needs: nothing that runs. */
export interface ReclaimPlace {
  layout: StateLayout;
  config: Pick<Config, 'retention'>;
  environment: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
  /** This installation's id; null where no worker ever was. */
  workerId: string | null;
}
