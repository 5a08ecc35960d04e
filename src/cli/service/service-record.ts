import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { StateLayout } from '../../config/state-layout.ts';
import { type ServicePlan, serviceParts } from '../../core/service/service-plan.ts';
import { readIfThere, writeWhole } from '../../edge/files.ts';

const planSchema = z.object({
  name: z.string().regex(/^planeguard-[0-9a-f]{8}$/),
  part: z.enum(serviceParts),
  stateDir: z.string(),
  argv: z.array(z.string()).min(3),
  home: z.string(),
  variables: z.record(z.string(), z.string()),
  output: z.string(),
});

/** The service that was installed for a state directory; null when none was, or its record cannot be understood. */
export function readServiceRecord({ service }: StateLayout): ServicePlan | null {
  const text = readIfThere(service);
  if (text === null) return null;
  try {
    return planSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function writeServiceRecord({ service }: StateLayout, plan: ServicePlan): void {
  writeWhole(service, `${JSON.stringify(plan)}\n`, { durable: true });
}

export function forgetServiceRecord({ service }: StateLayout): void {
  rmSync(service, { force: true });
}
