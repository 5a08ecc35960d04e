import type { ProcessIdentity } from '../../src/edge/processes/identity.ts';

/** A session that leaks, and how somebody ends it. */
export interface LeakingSession {
  leaked: ProcessIdentity[];
  /** Returns when the way says that it is done; how long it took beyond any grace. */
  end(): Promise<number>;
}

export interface Way {
  name: string;
  /** @param folder the session's own. */
  launch(folder: string, sessionId: string): Promise<LeakingSession>;
}
