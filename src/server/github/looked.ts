/** What a look at an issue led to, in one word and one sentence, for the list of deliveries. */
export interface Looked {
  outcome: 'nothing' | 'queued' | 'retried' | 'text_taken' | 'ended' | 'refused' | 'followed';
  why: string;
}
