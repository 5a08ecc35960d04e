import os from 'node:os';
import { z } from 'zod';
import { containmentChoices } from '../core/tier.ts';
import { parseControlPlaneUrl } from './control-plane-url.ts';
import { durationSchema } from './duration-schema.ts';
import { isLoopback, parseListen } from './listen-address.ts';

const text = z.string().min(1).max(4096);

/** It is looked at every second. */
const smallestHungAfterMs = 2_000;

export const worker = z
  .strictObject({
    name: text.prefault(os.hostname()).describe('A label for people; the worker is known by its id'),
    capacity: z.int().min(0).max(1000).prefault(2).describe('Sessions at the same time; 0 claims nothing'),
    labels: z.array(text).prefault([]).describe('Shown with the worker'),
    containment: z
      .enum(containmentChoices)
      .prefault('auto')
      .describe('What holds a session together; cgroup is refused where the host gives none'),
    controlPlane: z
      .string()
      .transform((address, context) => {
        const url = parseControlPlaneUrl(address);
        if (address === '' || url !== null) return url;
        const message = 'must be the URL of a control plane, such as https://planeguard.example.org';
        context.issues.push({ code: 'custom', message, input: address });
        return z.NEVER;
      })
      .prefault('')
      .describe('A control plane on another host; that of the state directory if empty'),
    tokenFile: z
      .string()
      .max(4096)
      .prefault('')
      .describe("The file with the worker's token there, relative to this file"),
    tokenCommand: z
      .array(z.string().refine((word) => !word.includes('\0'), 'must not contain a NUL byte'))
      .prefault([])
      .describe('A program and its arguments that print that token, instead of a file'),
    metricsListen: z
      .string()
      .transform((address, context) => {
        const listen = parseListen(address);
        if (address === '' || (listen !== null && isLoopback(listen.host))) return listen;
        const message = 'must be HOST:PORT of this machine alone, such as 127.0.0.1:9320';
        context.issues.push({ code: 'custom', message, input: address });
        return z.NEVER;
      })
      .prefault('')
      .describe('Where the worker serves /metrics, on this machine alone; nowhere if empty'),
    hungAfter: durationSchema
      .refine((ms) => ms >= smallestHungAfterMs, { error: 'must be at least 2s' })
      .prefault('15s')
      .describe('A worker that gives no sign of life for this long is replaced by what keeps it running'),
  })
  .prefault({})
  .transform(({ hungAfter, ...rest }) => ({ ...rest, hungAfterMs: hungAfter }));

type Outside = Pick<z.infer<typeof worker>, 'controlPlane' | 'tokenFile' | 'tokenCommand'>;

/** What is not right together in a worker that works for a control plane on another host. */
export function outsideProblems(
  { controlPlane, tokenFile, tokenCommand }: Outside,
  allowPlainHttp: boolean,
): [key: keyof Outside, message: string][] {
  const sources = [tokenFile !== '', tokenCommand.length > 0].filter(Boolean).length;
  if (controlPlane === null)
    return sources === 0 ? [] : [['controlPlane', 'must be given where there is a token for it']];
  if (sources === 0) return [['controlPlane', 'needs worker.tokenFile or worker.tokenCommand']];
  if (sources === 2) return [['tokenCommand', 'and worker.tokenFile exclude each other']];
  const { protocol, hostname } = new URL(controlPlane);
  if (protocol === 'https:' || allowPlainHttp || isLoopback(hostname)) return [];
  const mend = 'use https, or set server.allowPlainHttp where the network is trusted';
  return [['controlPlane', `is plain HTTP to another machine, readable on the way: ${mend}`]];
}
