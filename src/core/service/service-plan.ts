export const serviceParts = ['up', 'worker', 'serve'] as const;
/** What a service keeps running: all on one machine, a worker, or a control plane. */
export type ServicePart = (typeof serviceParts)[number];

/** All that a unit file says, before it is written in the words of a service manager. */
export interface ServicePlan {
  /** Derived from the state directory: several can live on one machine. */
  name: string;
  part: ServicePart;
  stateDir: string;
  /** Absolute program and its arguments. */
  argv: readonly string[];
  /** Working directory: it is there also when the state directory is gone. */
  home: string;
  variables: Readonly<Record<string, string>>;
  /** Takes what the program prints, where the manager keeps no journal. */
  output: string;
}

/** Line breaks of any kind too. Neither format holds them: paths are refused, variables left out. */
export const hasControlCharacters = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text);

/** What of a plan no unit file can say; null when it can be written. */
export function unwritable({ argv, home, output, stateDir }: ServicePlan): string | null {
  return [...argv, home, output, stateDir].find(hasControlCharacters) ?? null;
}
