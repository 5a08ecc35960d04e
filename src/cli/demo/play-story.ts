import { randomUUID } from 'node:crypto';
import { closedStates, type RequestState } from '../../core/request.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { PlaneguardEvent } from '../../protocol/event.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { RequestView } from '../../protocol/request.ts';
import type { CliContext } from '../context.ts';
import type { Interrupt } from '../interrupt.ts';
import { mergeRequest } from '../pull-request/merge-request.ts';
import type { DemoWorker } from './demo-worker.ts';
import { feedbackText, type Story } from './stories.ts';

export interface Play {
  story: Story;
  context: CliContext;
  client: ControlPlaneClient;
  worker: DemoWorker;
  /** What every story works on. */
  repository: string;
  /** The person who watches has enough: the story is cancelled; the second time nothing is waited for. */
  interrupt: Pick<Interrupt, 'first' | 'second'>;
  onEvent(story: Story, event: PlaneguardEvent): void;
  /** Hears what the person of the story does that is no event. */
  onDeed(story: Story, sentence: string): void;
}

export interface StoryResult {
  story: Story;
  request: RequestView;
  tookMs: number;
}

/** From the request to its end, and until its workspace is gone. */
export async function playStory(play: Play): Promise<StoryResult> {
  const { client, context, repository, story, interrupt } = play;
  const startedMs = context.clock.monotonicMs();
  const { id } = await client.createRequest(
    {
      repository,
      remote: repository,
      title: story.title,
      prompt: `${story.title}. (${story.plot}.)`,
      agent: story.name,
    },
    randomUUID(),
  );
  await followStory(play, id);
  if (interrupt.first.aborted) await cancelStory(play, id);
  const tookMs = context.clock.monotonicMs() - startedMs;
  return { story, request: await client.showRequest(id), tookMs };
}

/** Shows what happens, and plays the person's part. */
async function followStory(play: Play, requestId: string): Promise<void> {
  for await (const event of eventsOf(play, requestId, play.interrupt.first)) {
    play.onEvent(play.story, event);
    await playPerson(play, event);
    if (await isOver(play, requestId)) return;
  }
}

/** Whatever was under way is stopped, and what was kept for it goes. */
async function cancelStory(play: Play, requestId: string): Promise<void> {
  const { client, story, interrupt } = play;
  const { state } = await client.showRequest(requestId);
  if (state !== story.ends.state) await cancelUnlessClosed(client, requestId);
  for await (const _ of eventsOf(play, requestId, interrupt.second))
    if (await isOver(play, requestId)) return;
}

/** It may have come to its end in this very moment. */
async function cancelUnlessClosed(client: ControlPlaneClient, requestId: string): Promise<void> {
  try {
    await client.cancelRequest(requestId);
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'state_refused')) throw error;
  }
}

const eventsOf = (
  { client, context: { clock } }: Play,
  requestId: string,
  signal: AbortSignal,
): AsyncIterable<PlaneguardEvent> =>
  client.followEvents({ requestId, afterSeq: 0, clock, signal, onTrouble: () => undefined });

/** The last thing to go is the workspace, by its receipt; that of a story that was blocked otherwise may be kept. */
async function isOver({ client, story }: Play, requestId: string): Promise<boolean> {
  const { state, attempt, evidence } = await client.showRequest(requestId);
  if (state === 'blocked' && story.ends.state !== 'blocked') return true;
  const isGone = evidence.receipts.some(
    ({ kind, data, ...of }) =>
      of.attempt === attempt && kind === 'workspace' && (data.removed === true || data.notThere === true),
  );
  return ends.includes(state) && (isGone || attempt === 0);
}

const ends: readonly RequestState[] = [...closedStates, 'blocked'];

async function playPerson(play: Play, { requestId, kind, attempt }: PlaneguardEvent): Promise<void> {
  const { client, context, story } = play;
  if (requestId === null) return;
  if (story.person === 'cancels' && kind === 'progress') await client.cancelRequest(requestId);
  if (kind !== 'in_review') return;
  const asksFirst = story.person === 'asks for more, and merges';
  if (asksFirst && attempt === 1) await askWhileNoWorkerRuns(play, requestId);
  else if (asksFirst || story.person === 'merges') await mergeRequest(context, client, requestId);
}

async function askWhileNoWorkerRuns(
  { client, worker, story, onDeed }: Play,
  requestId: string,
): Promise<void> {
  const stopped = worker.pid;
  await worker.restart(async () => {
    onDeed(story, `The worker is stopped. It was process ${stopped}.`);
    const { status } = await client.sendFeedback(requestId, feedbackText);
    const { state } = await client.showRequest(requestId);
    onDeed(story, `A person says: ${feedbackText} The feedback is ${status}, the request ${state}.`);
  });
  onDeed(story, `Another worker runs. It is process ${worker.pid}.`);
}
