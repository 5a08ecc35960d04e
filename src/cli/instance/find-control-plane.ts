import { z } from 'zod';
import type { StateLayout } from '../../config/state-layout.ts';
import type { Clock } from '../../edge/clock.ts';
import { CallError } from '../../edge/control-plane/call-error.ts';
import { Caller } from '../../edge/control-plane/caller.ts';
import { readIfThere } from '../../edge/files.ts';
import { aliveness, readIdentity } from '../../edge/processes/identity.ts';

const fileSchema = z.object({
  url: z.url(),
  pid: z.int(),
  /** A `run --wait` that serves only its own request. */
  embedded: z.boolean().default(false),
  /** With the pid, which very process it is; older versions did not say. */
  bootId: z.string().optional(),
  startTime: z.string().optional(),
});
type ControlPlaneRecord = z.infer<typeof fileSchema>;

export interface FoundControlPlane {
  url: string;
  pid: number;
  embedded: boolean;
}

/** Whoever does not answer a request without a body on this machine in that time is not there. */
const answerWithinMs = 2_000;

/** The control plane of a state directory, or null when none answers there. */
export async function findControlPlane(layout: StateLayout, clock: Clock): Promise<FoundControlPlane | null> {
  const asked = await askControlPlane(layout, clock);
  return asked.kind === 'answers' ? asked.found : null;
}

export type AskedControlPlane =
  | { kind: 'answers'; found: FoundControlPlane }
  /** It said that it is there, and has not said that it stopped. */
  | { kind: 'silent'; found: FoundControlPlane; why: string }
  | { kind: 'none' };

/** Nobody is asked for one that was killed: another program may have its port by now. */
export async function askControlPlane(layout: StateLayout, clock: Clock): Promise<AskedControlPlane> {
  const file = readRecord(layout);
  if (file === null || isDead(file)) return { kind: 'none' };
  const caller = new Caller({
    url: () => file.url,
    token: () => null,
    clock,
    deadlines: { headersMs: answerWithinMs, totalMs: 2 * answerWithinMs },
  });
  try {
    await caller.call({ method: 'GET', path: '/healthz', answer: z.unknown() });
    return { kind: 'answers', found: file };
  } catch (error) {
    if (error instanceof CallError) return { kind: 'silent', found: file, why: error.message };
    throw error;
  }
}

/** Where the last control plane of a state directory said it is; null when there is no word of one. */
export const recordedUrl = (layout: StateLayout): string | null => readRecord(layout)?.url ?? null;

/** Why no control plane of a state directory can be asked, as far as its files and the kernel tell; null when one lives. */
export function whyAway(layout: StateLayout): string | null {
  const file = readRecord(layout);
  if (file === null) return `none runs on ${layout.root}`;
  return isDead(file) ? `its process ${file.pid} was killed` : null;
}

function isDead({ pid, bootId, startTime }: ControlPlaneRecord): boolean {
  if (bootId === undefined || startTime === undefined) return readIdentity(pid) === null;
  return aliveness({ bootId, pid, startTime }) === 'dead';
}

function readRecord(layout: StateLayout): ControlPlaneRecord | null {
  const text = readIfThere(layout.controlPlaneFile);
  if (text === null) return null;
  try {
    return fileSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
