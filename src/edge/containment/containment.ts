/** What this host can do, found out by doing it. `sentence` tells a person what it means. */
export type Containment =
  | { tier: 1; parent: string; sentence: string }
  /** `why` there is nothing better, as a part of a sentence. */
  | { tier: 3; parent: null; sentence: string; why: string };
