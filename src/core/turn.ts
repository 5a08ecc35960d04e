/** Why a turn failed, as far as the agent's own record tells. */
export type TurnFailure = 'unauthorized' | 'provider' | 'other';

/**
 * What is known of an agent's turn. `unknown` decides nothing: neither an end nor a stall follows from it alone.
 * `sinceMs` is wall-clock time from the agent's own record; `message` is its last word, its question, or the error.
 */
export type TurnFact =
  | { state: 'unknown' }
  | { state: 'working'; sinceMs: number }
  | { state: 'completed'; sinceMs: number; message: string }
  | { state: 'waiting_for_input'; sinceMs: number; message: string }
  | { state: 'failed'; sinceMs: number; message: string; failure: TurnFailure };

/** One line of an agent's record that says something about its turn. `call` pairs a question with its answer. */
export type TurnEvent =
  | { type: 'started'; atMs: number }
  | { type: 'completed'; atMs: number; message: string | null }
  | { type: 'failed'; atMs: number; message: string; failure: TurnFailure }
  | { type: 'interrupted'; atMs: number }
  | { type: 'asked'; atMs: number; call: string; message: string }
  | { type: 'answered'; atMs: number; call: string };

/** A turn and the calls in it that wait for a person, oldest first. */
export interface TurnRecord {
  turn: TurnFact;
  asked: readonly string[];
}

export const noTurn: TurnRecord = { turn: { state: 'unknown' }, asked: [] };

/** The turn after one more event. Answers to calls that asked nobody change nothing. */
export function afterTurnEvent(record: TurnRecord, event: TurnEvent): TurnRecord {
  const { atMs: sinceMs } = event;
  switch (event.type) {
    case 'started':
      return { turn: { state: 'working', sinceMs }, asked: [] };
    case 'completed':
      return completed(record, event.message, sinceMs);
    case 'failed':
      return {
        turn: { state: 'failed', sinceMs, message: event.message, failure: event.failure },
        asked: [],
      };
    case 'interrupted':
      return {
        turn: { state: 'waiting_for_input', sinceMs, message: 'The turn was interrupted.' },
        asked: [],
      };
    case 'asked':
      return {
        turn: { state: 'waiting_for_input', sinceMs, message: event.message },
        asked: [...record.asked, event.call],
      };
    case 'answered':
      return answered(record, event.call, sinceMs);
    default:
      return event satisfies never;
  }
}

/** Every Code reports an error, and then the turn's end without a word: that is no success. */
function completed({ turn }: TurnRecord, message: string | null, sinceMs: number): TurnRecord {
  if (turn.state === 'failed' && message === null) return { turn, asked: [] };
  return { turn: { state: 'completed', sinceMs, message: message ?? '' }, asked: [] };
}

function answered(record: TurnRecord, call: string, sinceMs: number): TurnRecord {
  if (!record.asked.includes(call)) return record;
  const asked = record.asked.filter((open) => open !== call);
  return asked.length > 0 ? { ...record, asked } : { turn: { state: 'working', sinceMs }, asked };
}
