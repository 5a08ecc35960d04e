import type { PlaneguardEvent } from '../../protocol/event.ts';
import { eventLine } from '../output/event-line.ts';
import type { Output } from '../output/output.ts';
import { paintState } from '../output/state-colour.ts';
import { table } from '../output/table.ts';
import { endedAsExpected } from './ended-as-expected.ts';
import type { Leftover } from './leftovers.ts';
import type { StoryResult } from './play-story.ts';
import type { Story } from './stories.ts';

export const deedLine = (output: Output, story: Story, sentence: string): string =>
  `${output.paint('bold', story.name.padEnd(10))} ${sentence}`;

/** Turns of the story; what the agent happens to be doing at a moment is left out. */
const untold = new Set(['activity', 'command', 'cancel_wished']);

export const progressLine = (output: Output, story: Story, event: PlaneguardEvent): string | null =>
  untold.has(event.kind) ? null : deedLine(output, story, eventLine(event));

export function resultTable(output: Output, results: readonly StoryResult[]): string[] {
  return table(
    ['STORY', 'STATE', 'REASON', 'ATTEMPTS', 'FEEDBACK', 'STILL RAN', 'TIER', 'PROOF', 'TOOK', 'AS EXPECTED'],
    results.map((result) => [
      result.story.name,
      paintState(output, result.request.state),
      result.request.reason ?? '',
      String(result.request.attempt),
      result.request.feedback.map(({ status }) => status).join(', '),
      `${askedAtStops(result)}`,
      String(result.request.session?.tier ?? ''),
      result.request.session?.proof ?? 'none',
      `${(result.tookMs / 1000).toFixed(1)} s`,
      endedAsExpected(result) ? output.paint('green', 'yes') : output.paint('red', 'NO'),
    ]),
  );
}

/** What a column means that could be taken for a failure. */
export const stillRanLine =
  'Still ran: processes of agents that a stop met alive, and asked to end. What is left of them stands below.';

/** How many processes of agents a stop had to ask, by the receipts. A session that is cancelled counts its agent. */
function askedAtStops({ request }: StoryResult): number {
  const stops = request.evidence.receipts.filter(({ kind }) => kind === 'stop');
  return stops.reduce((sum, { data }) => sum + (Number(data.terminated) || 0), 0);
}

/** What the tiers of the stories' sessions mean, each once. */
export function tierLines(results: readonly StoryResult[]): string[] {
  const sessions = results.flatMap(({ request }) => request.session ?? []);
  const lines = sessions.flatMap(({ tier, containment }) =>
    tier === null ? [] : [`Tier ${tier}: ${containment}`],
  );
  return [...new Set(lines)];
}

/** The proof that nothing is left, or what is. */
export function leftoverLines(output: Output, leftovers: readonly Leftover[]): string[] {
  const lines = leftovers.map(({ what, found, lookedFor }) =>
    found.length === 0
      ? `${output.paint('green', 'none left')}  ${what} (of ${lookedFor} looked for)`
      : `${output.paint('red', 'LEFT')}  ${what}: ${found.join(', ')}`,
  );
  const clean = leftovers.every(({ found }) => found.length === 0);
  return [...lines, clean ? 'Nothing is left.' : 'Something is left: this is a defect, please report it.'];
}
