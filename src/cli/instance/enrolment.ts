import { z } from 'zod';
import { isLoopback } from '../../config/listen-address.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { readIfThere, writeWhole } from '../../edge/files.ts';
import { jsonOrNull } from '../../edge/json-or-null.ts';
import { ProblemError } from '../../protocol/problem.ts';

const enrolmentSchema = z.object({
  url: z.url(),
  /** The worker's own. */
  token: z.string().min(1),
  tokenId: z.string(),
  /** The person has said that the way there may be read by others. */
  allowPlainHttp: z.boolean().default(false),
  /** Of the control plane's database: it may move to another URL, and is still the same. */
  databaseId: z.string().nullable(),
});
/** With which control plane on another host the worker of a state directory works. */
export type Enrolment = z.infer<typeof enrolmentSchema>;

/**
 * Null for a worker whose control plane is in its own state directory.
 * @throws ProblemError misconfigured: the file cannot be understood, or would send the token readable to others.
 */
export function readEnrolment({ enrolment: path }: StateLayout): Enrolment | null {
  const text = readIfThere(path);
  if (text === null) return null;
  const read = enrolmentSchema.safeParse(jsonOrNull(text)).data;
  if (read === undefined) {
    const detail = `${path} does not hold an enrolment. Enrol again with: planeguard worker enroll`;
    throw new ProblemError('misconfigured', detail);
  }
  refuseReadable(read.url, read.allowPlainHttp);
  return read;
}

export function writeEnrolment({ enrolment: path }: StateLayout, enrolment: Enrolment): void {
  writeWhole(path, `${JSON.stringify(enrolment)}\n`, { mode: 0o600, durable: true });
}

/** @throws ProblemError misconfigured: tokens would cross a network where others can read them. */
export function refuseReadable(url: string, allowPlainHttp: boolean): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || allowPlainHttp || isLoopback(hostname)) return;
  const detail = `${url} is plain HTTP to another machine: tokens and prompts are readable on the way. Use https, or enrol with --allow-plain-http where the network is trusted.`;
  throw new ProblemError('misconfigured', detail);
}
