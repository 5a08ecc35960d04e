import { join } from 'node:path';

/** Where the cgroups of this installation's sessions are, and how they are named: prefix, session's id, suffix. */
export interface CellHome {
  parent: string;
  prefix: string;
  /** A cgroup that systemd makes is named after its scope. */
  suffix: '' | '.scope';
}

/** What this host can do, found out by doing it. `sentence` tells a person what it means. */
export type Containment =
  | { tier: 1; home: CellHome; sentence: string }
  /** `why` there is nothing better, as a part of a sentence. */
  | { tier: 3; home: null; sentence: string; why: string };

export const cellPath = ({ parent, prefix, suffix }: CellHome, name: string): string =>
  join(parent, `${prefix}${name}${suffix}`);
