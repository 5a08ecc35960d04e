/** What a look at an issue led to, in one word and one sentence, for the list of deliveries. */
export interface Looked {
  outcome: 'nothing' | 'queued' | 'retried' | 'text_taken' | 'ended' | 'refused' | 'followed' | 'feedback';
  why: string;
}

/** Of new or edited remarks, how many wait for an agent, and how many came too late for one. */
export interface Taken {
  kept: number;
  ignored: number;
}

export const nothingTaken: Readonly<Taken> = { kept: 0, ignored: 0 };

/** What was said as well counts where nothing else has followed. */
export function withFeedback(looked: Looked, { kept, ignored }: Taken): Looked {
  if (looked.outcome !== 'nothing' || kept + ignored === 0) return looked;
  const why =
    kept > 0
      ? `${kept} new or edited remarks were kept for its agent`
      : `said after the end of its request: ${ignored} ignored`;
  return { outcome: 'feedback', why };
}
