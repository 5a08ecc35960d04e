import type { Config } from '../config/schema.ts';
import type { StateLayout } from '../config/state-layout.ts';
import type { Agent } from '../edge/agents/agent.ts';
import type { Clock } from '../edge/clock.ts';
import type { Containment } from '../edge/containment/containment.ts';
import type { ControlPlaneClient } from '../edge/control-plane-client.ts';
import type { Docker } from '../edge/docker.ts';
import type { Log } from '../edge/log.ts';
import type { EvidenceSender } from './evidence-sender.ts';
import type { Journal } from './journal/journal.ts';
import type { LeaseBook } from './lease-book.ts';
import type { Signal } from './signal.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

/** What every part of one worker shares. */
export interface WorkerContext {
  workerId: string;
  /** Made anew by each process. */
  instance: string;
  bootId: string;
  layout: StateLayout;
  /** Short folder for tmux sockets. */
  runtimeDir: string;
  config: Config;
  /** The person's environment, without anything of Planeguard's own. */
  environment: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
  client: ControlPlaneClient;
  /** Whether there is a token for the control plane that can be read. */
  hasToken(): boolean;
  journal: Journal;
  leases: LeaseBook;
  containment: Containment;
  docker: Docker;
  agentNamed(name: string): Agent | null;
  /** Program text of the session's own `planeguard`. */
  agentProgram: string;
  evidenceSender: EvidenceSender;
  /** New evidence waits in the journal. */
  evidenceAdded: Signal;
  metrics: WorkerMetrics;
}
