/** What this host can do, found out by doing it. `sentence` tells a person what it means. */
export type Containment =
  | { tier: 1; parent: string; sentence: string }
  | { tier: 3; parent: null; sentence: string };
