import { randomUUID } from 'node:crypto';
import { runtimeDirectory } from '../config/state-layout.ts';
import { agentNamed } from '../edge/agents/agent-named.ts';
import type { Containment } from '../edge/containment/containment.ts';
import { probeContainment } from '../edge/containment/probe.ts';
import { controlPlaneClient } from '../edge/control-plane-client.ts';
import { Docker } from '../edge/docker.ts';
import { bootId } from '../edge/processes/identity.ts';
import { makeRuntimeDirectory } from '../edge/runtime-directory.ts';
import { ProblemError } from '../protocol/problem.ts';
import { agentProgram } from './agent-program.ts';
import { agentSettings } from './agent-settings.ts';
import type { WorkerContext } from './context.ts';
import { EvidenceSender } from './evidence-sender.ts';
import { Journal } from './journal/journal.ts';
import { installationOfCopies, readCopy } from './journal/restore-records.ts';
import { LeaseBook } from './lease-book.ts';
import { Signal } from './signal.ts';
import type { WorkerOptions } from './worker.ts';
import { workerIdentity } from './worker-identity.ts';
import { WorkerMetrics } from './worker-metrics.ts';

/** Finds out what this host can do, and opens what the worker remembers. */
export async function makeContext(options: WorkerOptions): Promise<WorkerContext> {
  const { layout, config, clock, log, environment } = options;
  const workerId = workerIdentity(layout.workerId, () => installationOfCopies({ layout, log }));
  const containment = await findContainment(options, workerId);
  const runtimeDir = runtimeDirectory(layout.root);
  makeRuntimeDirectory(runtimeDir);
  const { controlPlaneUrl: url, token, away, refused } = options;
  const client = controlPlaneClient({
    url,
    token,
    clock,
    ...(away && { away }),
    ...(refused && { refused }),
  });
  const journal = new Journal(layout.journal);
  const metrics = new WorkerMetrics();
  journal.listen((evidence) => metrics.wrote(evidence));
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
    hasToken: () => token() !== null,
    journal,
    containment,
    docker: new Docker(environment),
    leases: new LeaseBook(),
    agentNamed: (name) => agentNamed(name, agentSettings(config, name)),
    agentProgram: agentProgram(),
    evidenceSender: new EvidenceSender({
      journal,
      client,
      log,
      // Of a session that is over only the copy of its record may still be there.
      grantedBy: (id) => journal.grantedBy(id) ?? readCopy({ layout, log }, id)?.database.id ?? null,
    }),
    evidenceAdded: new Signal(),
    metrics,
  };
}

/** @throws ProblemError when the configuration claims more than this host gives. */
async function findContainment(options: WorkerOptions, installation: string): Promise<Containment> {
  const { clock, environment: env, config } = options;
  const wanted = config.worker.containment;
  const found = await probeContainment({ installation, clock, env, wanted });
  if (found.tier === 1 || wanted !== 'cgroup') return found;
  const detail = `worker.containment is cgroup, but this host gives none: ${found.why}. Set it to auto, or delegate a cgroup to this user.`;
  throw new ProblemError('misconfigured', detail);
}
