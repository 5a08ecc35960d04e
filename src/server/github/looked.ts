/** What a look at an issue led to, in one word and one sentence, for the list of deliveries. */
export interface Looked {
  outcome: 'nothing' | 'queued' | 'retried' | 'text_taken' | 'ended' | 'refused' | 'followed' | 'feedback';
  why: string;
}

/** What was said as well counts where nothing else has followed. */
export const withFeedback = (looked: Looked, taken: number): Looked =>
  looked.outcome !== 'nothing' || taken === 0
    ? looked
    : { outcome: 'feedback', why: `${taken} new or edited remarks were kept for its agent` };
