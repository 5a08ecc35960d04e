import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StateLayout, stateLayout } from '../../src/config/state-layout.ts';
import type { ContainmentChoice } from '../../src/core/tier.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type ControlPlaneClient, controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { type Daemon, startDaemon } from '../../src/edge/exec.ts';
import { readIfThere } from '../../src/edge/files.ts';
import { readIdentity } from '../../src/edge/processes/identity.ts';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import { writeAgents } from '../place/agents.ts';
import { type BenchPlace, makeBenchPlace } from '../place/bench-place.ts';
import { EventLog } from './event-log.ts';
import { until } from './until.ts';

export interface InstanceOptions {
  /** Where everything is kept. */
  folder: string;
  /** Sessions at the same time; 0 starts no worker. */
  capacity: number;
  /** How long an agent may take to leave. */
  grace?: string;
  /** The best of the host if absent. */
  containment?: ContainmentChoice;
  /** Where the worker finds the control plane that is at this URL; there if absent. */
  workerUrl?: (url: string) => string;
  /** Where GitHub is, with `acme/widgets`, and what signs its webhooks; none if absent. */
  github?: GitHubAt;
}

interface GitHubAt {
  apiUrl: string;
  token: string;
  secret: string;
}

/** A control plane and a worker as people run them: `planeguard serve` and `planeguard worker run`. */
export interface Instance {
  place: BenchPlace;
  layout: StateLayout;
  /** Of the control plane. */
  url: string;
  client: ControlPlaneClient;
  events: EventLog;
  /** Process ids; no worker, no pid. */
  pids: { serve: number; worker: number | null };
  /** Kills the worker, and starts the next one. Returns when that was, by the bench's own clock. */
  replaceWorker(): Promise<number>;
  /** Ends the sessions with proof, then both programs, and removes everything. */
  close(): Promise<void>;
}

const main = join(import.meta.dirname, '../../src/cli/main.mjs');

export async function openInstance(options: InstanceOptions): Promise<Instance> {
  const place = await makeBenchPlace(options.folder);
  const daemons: Daemon[] = [];
  const following = new AbortController();
  const close = once(async () => {
    following.abort();
    for (const daemon of daemons.toReversed()) await end(daemon);
    place.remove();
  });
  const forgetSignals = closeOnSignals(close);
  try {
    return await start({ place, options, daemons, following, close: () => close().finally(forgetSignals) });
  } catch (error) {
    await close();
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

/** What was started runs in sessions of its own, where Ctrl-C does not reach. Returns how to stop listening. */
function closeOnSignals(close: () => Promise<void>): () => void {
  const leave = () => void close().finally(() => process.exit(130));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, leave);
  return () => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, leave);
  };
}

interface Starting {
  place: BenchPlace;
  options: InstanceOptions;
  daemons: Daemon[];
  following: AbortController;
  close: () => Promise<void>;
}

async function start({ place, options, daemons, following, close }: Starting): Promise<Instance> {
  const layout = stateLayout(place.stateDir);
  const config = writeConfig(place, options);
  const serve = await startPart(place, config, ['serve']);
  daemons.push(serve);
  const url = await until('the control plane', () => recordedUrl(layout));
  const token = () => readIfThere(layout.operatorToken)?.trim() ?? null;
  const client = controlPlaneClient({ url: () => url, token, clock: systemClock });
  if (options.workerUrl) writeRecordedUrl(layout, options.workerUrl(url));
  const worker = options.capacity === 0 ? null : await startPart(place, config, ['worker', 'run']);
  if (worker) daemons.push(worker);
  const isHealthy = async () => (await client.listWorkers()).items.some(({ health }) => health === 'healthy');
  if (worker) await until('the worker', isHealthy);
  const events = new EventLog(client, following.signal);
  const pids = { serve: serve.pid, worker: worker?.pid ?? null };
  const replaceWorker = async () => {
    const before = pids.worker === null ? null : readIdentity(pids.worker);
    if (before !== null) signalProcess(before, 'SIGKILL');
    await daemons.at(-1)?.ended;
    const startedMs = systemClock.monotonicMs();
    const next = await startPart(place, config, ['worker', 'run']);
    daemons.push(next);
    pids.worker = next.pid;
    return startedMs;
  };
  return { place, layout, url, client, events, pids, replaceWorker, close };
}

/** JSON is YAML. Defaults, but for what a figure is about. */
function writeConfig(
  place: BenchPlace,
  { capacity, grace, containment = 'auto', github }: InstanceOptions,
): string {
  const path = join(place.root, 'planeguard.yaml');
  const config = {
    server: { listen: '127.0.0.1:0' },
    worker: { name: 'bench', capacity, containment },
    limits: { attemptsPerDay: 0 },
    ...(grace === undefined ? {} : { session: { grace } }),
    agents: writeAgents(place),
    ...(github === undefined ? {} : githubConfig(place, github)),
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** Issues are on GitHub, git is on this disk. */
function githubConfig({ root, repository }: BenchPlace, { apiUrl, token, secret }: GitHubAt) {
  writeFileSync(join(root, 'github.token'), `${token}\n`);
  writeFileSync(join(root, 'webhook.secret'), `${secret}\n`);
  return {
    github: { apiUrl, tokenFile: 'github.token', webhookSecretFile: 'webhook.secret', poll: '1h' },
    repositories: [
      { name: 'acme/widgets', remote: repository, agent: 'leaver', trigger: { label: 'agent' } },
    ],
  };
}

async function startPart(
  { root, stateDir, env }: BenchPlace,
  config: string,
  words: string[],
): Promise<Daemon> {
  const output = openSync(join(root, 'output.log'), 'a');
  const args = [
    '--disable-warning=ExperimentalWarning',
    main,
    ...words,
    '--state-dir',
    stateDir,
    '--config',
    config,
  ];
  try {
    return await startDaemon(process.execPath, args, { cwd: root, env, output });
  } finally {
    closeSync(output);
  }
}

function recordedUrl(layout: StateLayout): string | null {
  const text = readIfThere(layout.controlPlaneFile);
  if (text === null) return null;
  const record: unknown = JSON.parse(text);
  return record !== null && typeof record === 'object' && 'url' in record ? String(record.url) : null;
}

function writeRecordedUrl({ controlPlaneFile }: StateLayout, url: string): void {
  const record: unknown = JSON.parse(readIfThere(controlPlaneFile) ?? '{}');
  writeFileSync(controlPlaneFile, JSON.stringify({ ...Object(record), url }));
}

/** As `planeguard down` does: SIGUSR2 stops a worker's sessions first. */
async function end(daemon: Daemon): Promise<void> {
  const process = readIdentity(daemon.pid);
  if (process !== null) signalProcess(process, 'SIGUSR2');
  await daemon.ended;
}
