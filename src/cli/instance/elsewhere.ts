import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { readEnrolment } from './enrolment.ts';

/**
 * Where the worker of a state directory finds a control plane on another host; null for one with its own. What the
 * configuration names goes before an enrolment.
 * @throws ProblemError misconfigured: the enrolment cannot be used.
 */
export const elsewhere = (layout: StateLayout, config: Config): string | null =>
  config.worker.controlPlane ?? readEnrolment(layout)?.url ?? null;

/** @throws ProblemError state_refused: a control plane here would have a worker that works for another one. */
export function refuseElsewhere(layout: StateLayout, config: Config): void {
  const url = elsewhere(layout, config);
  if (url === null) return;
  const how = config.worker.controlPlane === null ? 'is enrolled with' : 'is configured for';
  const detail = `The worker of ${layout.root} ${how} the control plane ${url}. Use another --state-dir for a control plane of your own.`;
  throw new ProblemError('state_refused', detail);
}
