import { randomUUID } from 'node:crypto';
import { runtimeDirectory } from '../config/state-layout.ts';
import { agentNamed } from '../edge/agents/agent-named.ts';
import { probeContainment } from '../edge/containment/probe.ts';
import { controlPlaneClient } from '../edge/control-plane-client.ts';
import { Docker } from '../edge/docker.ts';
import { bootId } from '../edge/processes/identity.ts';
import { makeRuntimeDirectory } from '../edge/runtime-directory.ts';
import { agentProgram } from './agent-program.ts';
import { agentSettings } from './agent-settings.ts';
import type { WorkerContext } from './context.ts';
import { EvidenceSender } from './evidence-sender.ts';
import { Journal } from './journal/journal.ts';
import { LeaseBook } from './lease-book.ts';
import { Signal } from './signal.ts';
import type { WorkerOptions } from './worker.ts';
import { workerIdentity } from './worker-identity.ts';

/** Finds out what this host can do, and opens what the worker remembers. */
export async function makeContext(options: WorkerOptions): Promise<WorkerContext> {
  const { layout, config, clock, log, environment } = options;
  const runtimeDir = runtimeDirectory(layout.root);
  makeRuntimeDirectory(runtimeDir);
  const workerId = workerIdentity(layout.workerId);
  const client = controlPlaneClient({ url: options.controlPlaneUrl, token: options.token, clock });
  const containment = await probeContainment({ installation: workerId, clock, env: environment });
  const journal = new Journal(layout.journal);
  return {
    workerId,
    instance: randomUUID(),
    bootId: bootId(),
    layout,
    runtimeDir,
    config,
    environment,
    clock,
    log,
    client,
    journal,
    containment,
    docker: new Docker(environment),
    leases: new LeaseBook(),
    agentNamed: (name) => agentNamed(name, agentSettings(config, name)),
    agentProgram: agentProgram(),
    evidenceSender: new EvidenceSender({ journal, client, log }),
    evidenceAdded: new Signal(),
  };
}
