import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseConfig } from '../../config/parse-config.ts';
import { stateLayout } from '../../config/state-layout.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { PlaneguardEvent } from '../../protocol/event.ts';
import type { RequestView } from '../../protocol/request.ts';
import type { CliContext } from '../context.ts';
import { openEmbedded } from '../instance/open-embedded.ts';
import { mergeRequest } from '../pull-request/merge-request.ts';
import type { DemoPlace } from './demo-place.ts';
import type { Story } from './stories.ts';

export interface StoryResult {
  story: Story;
  request: RequestView;
  tookMs: number;
}

export interface DemoOptions {
  context: CliContext;
  place: DemoPlace;
  stories: readonly Story[];
  signal: AbortSignal;
  onEvent(story: Story, event: PlaneguardEvent): void;
}

/** Plays all stories at the same time, against a control plane and a worker of their own. */
export async function runDemo(options: DemoOptions): Promise<StoryResult[]> {
  const { place, stories } = options;
  const context = { ...options.context, layout: stateLayout(place.stateDir) };
  const instance = await openEmbedded(context, parseConfig(demoConfig(place, stories), {}));
  try {
    const worker = await instance.startWorker();
    try {
      const shared = { ...options, context, client: instance.client };
      return await Promise.all(stories.map((story) => playStory({ ...shared, story })));
    } finally {
      await worker.stop({ keepSessions: false });
    }
  } finally {
    await instance.close();
  }
}

/** Ordinary settings, with the waits cut short. JSON is YAML. */
function demoConfig({ root, agents }: DemoPlace, stories: readonly Story[]) {
  const config = {
    worker: { name: 'demo', capacity: stories.length },
    lease: { heartbeat: '1s' },
    session: { grace: '2s' },
    retry: { base: '1s', cap: '2s' },
    retention: { minFreeDisk: '1MiB' },
    agents,
  };
  return { path: join(root, 'planeguard.yaml'), text: JSON.stringify(config) };
}

interface Play extends DemoOptions {
  client: ControlPlaneClient;
  story: Story;
}

async function playStory(play: Play): Promise<StoryResult> {
  const { client, context, place, story } = play;
  const startedMs = context.clock.monotonicMs();
  const { id } = await client.createRequest(
    {
      repository: place.repository,
      remote: place.repository,
      title: story.title,
      prompt: `${story.title}. (${story.plot}.)`,
      agent: story.name,
    },
    randomUUID(),
  );
  await followStory(play, id);
  const tookMs = context.clock.monotonicMs() - startedMs;
  return { story, request: await client.showRequest(id), tookMs };
}

/** Shows what happens, plays the person's part, and returns when the workspace of the ended request is gone. */
async function followStory(play: Play, requestId: string): Promise<void> {
  const { client, context, signal, story } = play;
  let over = false;
  const follow = { requestId, afterSeq: 0, clock: context.clock, signal, onTrouble: () => undefined };
  for await (const event of client.followEvents(follow)) {
    play.onEvent(story, event);
    await playPerson(play, event);
    over ||= event.kind === story.ends.state;
    if (over && (await isTidy(client, requestId, story))) return;
  }
}

async function playPerson({ client, context, story }: Play, event: PlaneguardEvent): Promise<void> {
  const { requestId } = event;
  if (requestId === null) return;
  if (story.person === 'merges' && event.kind === 'in_review') await mergeRequest(context, client, requestId);
  if (story.person === 'cancels' && event.kind === 'progress') await client.cancelRequest(requestId);
}

/** The last thing to go is the workspace: its receipt says `removed`. */
async function isTidy(client: ControlPlaneClient, requestId: string, story: Story): Promise<boolean> {
  const { state, attempt, evidence } = await client.showRequest(requestId);
  const receipts = evidence.receipts.filter((receipt) => receipt.attempt === attempt);
  const removed = receipts.some(({ kind, data }) => kind === 'workspace' && data.removed === true);
  return state === story.ends.state && removed;
}
