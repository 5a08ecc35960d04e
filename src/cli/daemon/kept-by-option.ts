import { Option } from 'commander';
import { type Keeper, keepers } from './process-record.ts';

/** For who starts a part, not for people: `worker start`, `up` and services say that it was them. */
export const keptByOption = (): Option =>
  new Option('--kept-by <who>', 'who starts it again')
    .choices(keepers)
    .default('person' satisfies Keeper)
    .hideHelp();
