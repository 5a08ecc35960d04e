import type { PlaneguardEvent } from '../../src/protocol/event.ts';

export interface Timings {
  fetchMs: number;
  workspaceMs: number;
  launchMs: number;
}

/** The worker's own clock of its steps goes out with the launch: the event `running`. */
export function timingsOf({ data: { timings } }: PlaneguardEvent): Timings {
  if (typeof timings !== 'object' || timings === null) throw new TypeError('the event has no timings');
  const step = (name: string) => Number(Reflect.get(timings, name));
  return { fetchMs: step('fetchMs'), workspaceMs: step('workspaceMs'), launchMs: step('launchMs') };
}
