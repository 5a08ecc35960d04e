import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { stateLayout } from '../../config/state-layout.ts';
import type { Clock } from '../../edge/clock.ts';
import type { CliContext } from '../context.ts';
import { openEmbedded } from '../instance/open-embedded.ts';
import type { Interrupt } from '../interrupt.ts';
import type { DemoPlace } from './demo-place.ts';
import { DemoWorker } from './demo-worker.ts';
import { type Play, playStory, type StoryResult } from './play-story.ts';
import type { Story } from './stories.ts';

export interface DemoOptions extends Pick<Play, 'onEvent' | 'onDeed'> {
  context: CliContext;
  place: DemoPlace;
  stories: readonly Story[];
  interrupt: Pick<Interrupt, 'first' | 'second'>;
}

/** Plays all stories at the same time, against a control plane in this process and a worker that is one of its own. */
export async function runDemo(options: DemoOptions): Promise<StoryResult[]> {
  const { place, stories } = options;
  const context = demoContext(options.context, place, writeConfig(place, stories));
  const { config } = await context.loadConfig();
  const instance = await openEmbedded(context, config);
  try {
    const worker = await DemoWorker.start(context);
    try {
      const play = { ...options, context, worker, client: instance.client, repository: place.repository };
      return await playAll(stories, play);
    } finally {
      await worker.end();
    }
  } finally {
    await instance.close();
  }
}

/** Nothing of the person's own configuration, or of their variables. */
function demoContext(context: CliContext, { stateDir }: DemoPlace, configPath: string): CliContext {
  const environment = { ...context.environment, own: {} };
  const config = loadConfig(configPath, context.cwd, environment);
  return { ...context, environment, layout: stateLayout(stateDir), loadConfig: async () => config };
}

/** Ordinary settings, with the waits cut short. JSON is YAML. Returns the path. */
function writeConfig({ root, repository, agents }: DemoPlace, stories: readonly Story[]): string {
  const config = {
    worker: { name: 'demo', capacity: stories.length },
    lease: { heartbeat: '1s' },
    session: { grace: '2s' },
    retry: { base: '1s', cap: '2s' },
    retention: { minFreeDisk: '1MiB' },
    // A key may ask for its password, and nobody is there to type it.
    repositories: [{ name: repository, git: { sign: 'off' } }],
    agents,
  };
  const path = join(root, 'planeguard.yaml');
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** The slowest story takes 8 s, 28 s on a busy machine. After this one is cancelled; so long again, and nothing is waited for. */
const longestMs = 3 * 60_000;

/** One that fails cancels the others: none goes on while what it needs is taken away. */
async function playAll(stories: readonly Story[], play: Omit<Play, 'story'>): Promise<StoryResult[]> {
  const over = new AbortController();
  const late = new AbortController();
  const tooLate = new AbortController();
  const limits = abortInTurn([late, tooLate], play.context.clock, over.signal);
  const interrupt = {
    first: AbortSignal.any([play.interrupt.first, late.signal]),
    second: AbortSignal.any([play.interrupt.second, tooLate.signal]),
  };
  const plays = stories.map((story) => playStory({ ...play, interrupt, story }));
  try {
    return await Promise.all(plays);
  } finally {
    over.abort();
    await Promise.allSettled([limits, ...plays]);
  }
}

/** Each after `longestMs` more; all at once when it is over. */
async function abortInTurn(
  limits: readonly AbortController[],
  clock: Clock,
  over: AbortSignal,
): Promise<void> {
  for (const limit of limits) {
    await clock.sleep(longestMs, over);
    limit.abort();
  }
}
