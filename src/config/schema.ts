import { z } from 'zod';
import { smallestMarginMs, watchPeriodMs } from '../core/lease.ts';
import { isBuiltInAgent } from './agent-names.ts';
import { formatDuration } from './duration.ts';
import { durationSchema } from './duration-schema.ts';
import { githubSchema } from './github-schema.ts';
import { isLoopback, parseListen } from './listen-address.ts';
import { parsePortRange } from './port-range.ts';
import { limit, repositorySchema } from './repository-schema.ts';
import { parseSize } from './size.ts';
import { outsideProblems, worker } from './worker-schema.ts';

const duration = (fallback: string, description: string) =>
  durationSchema.prefault(fallback).describe(description);

const sizeProblem = 'must be a size such as 500MiB or 2GiB';

const size = (fallback: string, description: string) =>
  z
    .string({ error: sizeProblem })
    .transform((text, context) => {
      const bytes = parseSize(text);
      if (bytes !== null) return bytes;
      context.issues.push({ code: 'custom', message: sizeProblem, input: text });
      return z.NEVER;
    })
    .prefault(fallback)
    .describe(description);

const ports = (fallback: string, description: string) =>
  z
    .string()
    .transform((text, context) => {
      const range = parsePortRange(text);
      if (range) return range;
      const message = 'must be FROM-TO with at least ten ports between 1024 and 65535';
      context.issues.push({ code: 'custom', message, input: text });
      return z.NEVER;
    })
    .prefault(fallback)
    .describe(description);

const text = z.string().min(1).max(4096);

const server = z
  .strictObject({
    listen: z
      .string()
      .transform((address, context) => {
        const listen = parseListen(address);
        if (listen) return listen;
        context.issues.push({
          code: 'custom',
          message: 'must be HOST:PORT, such as 127.0.0.1:7420, localhost:0 or [::1]:7420',
          input: address,
        });
        return z.NEVER;
      })
      .prefault('127.0.0.1:7420')
      .describe('Where the control plane listens; port 0 takes a free one'),
    allowPlainHttp: z
      .boolean()
      .prefault(false)
      .describe('Lets control planes and workers speak to other machines without TLS, readable on the way'),
  })
  .prefault({});

const lease = z
  .strictObject({
    heartbeat: duration('10s', 'How often a worker renews the leases of all its sessions'),
    silentAfter: duration('60s', 'A worker that says nothing for this long is shown as silent'),
    stopAfter: duration('30m', 'How long a session may go on without renewal'),
    margin: duration('60s', 'How long after that before the next attempt may start'),
  })
  .prefault({})
  .transform((lease) => ({
    heartbeatMs: lease.heartbeat,
    silentAfterMs: lease.silentAfter,
    stopAfterMs: lease.stopAfter,
    marginMs: lease.margin,
  }));

const session = z
  .strictObject({
    grace: duration('10s', 'How long an agent may take to leave before it is killed'),
    settleAfter: duration('60s', 'How long a finished agent must be quiet before its session is ended'),
    stallAfter: duration('30m', 'A session without any sign of work for this long is ended as stalled'),
    maxDuration: duration('8h', 'The longest that one session may take'),
    readyWithin: duration('60s', 'How long an agent may take until it accepts text'),
    ports: ports('20000-29999', 'Each session gets ten of these ports for its dev servers'),
  })
  .prefault({})
  .transform((session) => ({
    graceMs: session.grace,
    settleAfterMs: session.settleAfter,
    stallAfterMs: session.stallAfter,
    maxDurationMs: session.maxDuration,
    readyWithinMs: session.readyWithin,
    ports: session.ports,
  }));

const retry = z
  .strictObject({
    attempts: z.int().min(1).max(100).prefault(3).describe('Attempts in all before a request is blocked'),
    base: duration('10s', 'The pause before the second attempt; it doubles with each further one'),
    cap: duration('5m', 'The longest pause between two attempts'),
  })
  .prefault({})
  .transform((retry) => ({ attempts: retry.attempts, baseMs: retry.base, capMs: retry.cap }));

const breaker = z
  .strictObject({
    base: duration(
      '30s',
      "The pause of an agent whose login or model's API failed, before one request is tried",
    ),
    cap: duration('30m', 'The longest such pause; it doubles with each try that fails'),
  })
  .prefault({})
  .transform((breaker) => ({ baseMs: breaker.base, capMs: breaker.cap }));

/** A tenth of it still holds the last screens of a session. */
const smallestLogsBytes = 1024 ** 2;

const limits = z
  .strictObject({
    concurrent: z
      .int()
      .min(0)
      .max(1000)
      .prefault(0)
      .describe('Attempts of one repository at the same time; 0 for no limit'),
    attemptsPerDay: z
      .int()
      .min(0)
      .max(100_000)
      .prefault(100)
      .describe('Attempts of one repository within 24 hours; 0 for no limit'),
  })
  .prefault({})
  .transform(({ concurrent, attemptsPerDay }) => ({
    concurrent: limit(concurrent),
    attemptsPerDay: limit(attemptsPerDay),
  }));

const retention = z
  .strictObject({
    blocked: duration('7d', 'How long the workspace of a blocked request waits for a retry'),
    salvage: duration('30d', 'How long salvaged work is kept'),
    logs: z
      .strictObject({
        size: size(
          '100MiB',
          'What the transcripts of ended sessions may take together; one log takes a tenth',
        ).refine((bytes) => bytes >= smallestLogsBytes, 'must be at least 1MiB'),
        age: duration('30d', 'How long the transcript of an ended session is kept'),
      })
      .prefault({})
      .transform(({ size, age }) => ({ bytes: size, ageMs: age })),
    minFreeDisk: size('5GiB', 'With less free, no further request is claimed; 0B for no floor'),
  })
  .prefault({})
  .transform((retention) => ({
    blockedMs: retention.blocked,
    salvageMs: retention.salvage,
    logs: retention.logs,
    minFreeDiskBytes: retention.minFreeDisk,
  }));

const salvage = z
  .strictObject({
    maxSize: size('2GiB', 'Work with more changed bytes is not salvaged: its workspace is kept instead'),
    ignored: z
      .enum(['list', 'keep'])
      .prefault('list')
      .describe('Ignored files that look like work (.env*, databases): only named, or kept as well'),
  })
  .prefault({})
  .transform((salvage) => ({ maxBytes: salvage.maxSize, ignored: salvage.ignored }));

const argv = z.array(z.string().refine((word) => !word.includes('\0'), 'must not contain a NUL byte')).min(1);

const agent = z
  .strictObject({
    command: argv
      .optional()
      .describe('Program and arguments; {promptFile} stands for the path of the prompt'),
    resume: argv.optional().describe('The same for going on with a conversation; command if absent'),
    args: z.array(z.string()).prefault([]).describe('Further arguments'),
    env: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/), z.string())
      .prefault({})
      .describe('Further variables'),
    envFile: text.optional().describe('A file of further variables, read at each launch; env wins'),
  })
  .transform((agent) => ({
    ...agent,
    command: agent.command ?? null,
    resume: agent.resume ?? null,
    envFile: agent.envFile ?? null,
  }));

/** The configuration file, every key with its default. Durations come out as numbers named `…Ms`. */
export const configSchema = z
  .strictObject({
    server,
    worker,
    lease,
    session,
    retry,
    breaker,
    limits,
    retention,
    salvage,
    agents: z
      .record(z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be letters, digits, dots, dashes'), agent)
      .prefault({})
      .describe('Agents by name; every-code and codex are built in'),
    repositories: z.array(repositorySchema).prefault([]).describe('What is different for a repository'),
    github: githubSchema,
  })
  .superRefine((config, context) => {
    const add = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    for (const [path, message] of contradictions(config)) add(path, message);
  });
export type ParsedConfig = z.infer<typeof configSchema>;

export type AgentConfig = ParsedConfig['agents'][string] & {
  /** Where `./agent.sh` is found: the configuration file's folder. */
  directory: string;
};

export type Config = Omit<ParsedConfig, 'agents'> & {
  /** The configuration file's folder; the working directory when there is no file. */
  directory: string;
  agents: Record<string, AgentConfig>;
};

/** Values that are valid each, but not together. */
function contradictions({
  server,
  worker,
  lease,
  session,
  retry,
  breaker,
  agents,
}: ParsedConfig): [path: string[], message: string][] {
  const found: [string[], string][] = [];
  for (const [key, message] of outsideProblems(worker, server.allowPlainHttp))
    found.push([['worker', key], message]);
  if (!isLoopback(server.listen.host) && !server.allowPlainHttp) {
    const mend =
      'put TLS in front of 127.0.0.1:7420, or set server.allowPlainHttp where the network is trusted';
    found.push([['server', 'listen'], `${server.listen.host} is reachable from other machines: ${mend}`]);
  }
  const smallest = smallestMarginMs(session.graceMs, watchPeriodMs);
  if (lease.marginMs < smallest) {
    const why = 'session.grace, two rounds of the guard, and 10s for a slow machine';
    found.push([['lease', 'margin'], `must be at least ${formatDuration(smallest)}: ${why}`]);
  }
  if (lease.stopAfterMs < 3 * lease.heartbeatMs) {
    found.push([['lease', 'stopAfter'], 'must be at least three times lease.heartbeat']);
  }
  if (retry.capMs < retry.baseMs) found.push([['retry', 'cap'], 'must not be shorter than retry.base']);
  if (breaker.capMs < breaker.baseMs)
    found.push([['breaker', 'cap'], 'must not be shorter than breaker.base']);
  for (const [name, { command }] of Object.entries(agents)) {
    if (command === null && !isBuiltInAgent(name)) {
      found.push([['agents', name], 'needs a command: only every-code and codex are built in']);
    }
  }
  return found;
}
