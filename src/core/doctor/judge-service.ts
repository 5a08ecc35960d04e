import { type Finding, fine, found } from './finding.ts';

export type ServiceFacts =
  | { kind: 'no_manager'; why: string }
  | { kind: 'not_installed' }
  /** `drift`: a sentence for each thing that is no longer as it was installed. */
  | { kind: 'installed'; name: string; running: boolean; state: string; drift: readonly string[] };

export function judgeService(facts: ServiceFacts): Finding[] {
  switch (facts.kind) {
    case 'no_manager':
      return [fine('service', `None here: ${facts.why}`)];
    case 'not_installed':
      return [fine('service', 'None is installed.')];
    case 'installed':
      return judgeInstalled(facts);
    default:
      return facts satisfies never;
  }
}

function judgeInstalled({
  name,
  running,
  state,
  drift,
}: Extract<ServiceFacts, { kind: 'installed' }>): Finding[] {
  const mend = 'planeguard service install';
  const changed = drift.map((what) => found('service_changed', { what, mend }));
  if (!running) {
    const what = `The service ${name} does not run (${state}).`;
    return [found('service_not_running', { what, mend }), ...changed];
  }
  return changed.length > 0 ? changed : [fine('service', `${name} runs.`)];
}
