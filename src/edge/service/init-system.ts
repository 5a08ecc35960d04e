import type { ServicePlan } from '../../core/service/service-plan.ts';

/** What a service manager says of one service. */
export interface ServiceSeen {
  /** It knows the service, and starts it at the next login. */
  loaded: boolean;
  running: boolean;
  pid: number | null;
  /** In the manager's own word. */
  state: string;
}

/** Keeps programs of this user running: launchd, or the user's own systemd. Failures are ProblemErrors. */
export interface InitSystem {
  kind: 'launchd' | 'systemd';
  /** Where the unit file of a service lies. */
  fileOf(name: string): string;
  textOf(plan: ServicePlan): string;
  /** Reads the unit file anew, and starts the service, now and at each login. One that runs is started anew. */
  load(name: string): Promise<void>;
  /** Stops it, now and for the next login. One that is not loaded is left as it is. */
  unload(name: string): Promise<void>;
  /** After its unit file was taken away. */
  forget(): Promise<void>;
  look(name: string): Promise<ServiceSeen>;
  /** What a person has to do for it to run without anybody logged in; null when nothing. */
  adviceForLogout(): Promise<string | null>;
}

export type InitSystemSearch = { kind: 'found'; manager: InitSystem } | { kind: 'none'; why: string };

export interface InitSystemPlace {
  home: string;
  env: Readonly<Record<string, string>>;
}
