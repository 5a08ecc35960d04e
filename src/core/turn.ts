/** Why a turn failed, as far as the agent's own record tells. */
export type TurnFailure = 'unauthorized' | 'provider' | 'other';

/**
 * What is known of an agent's turn. `unknown` decides nothing: neither an end nor a stall follows from it alone.
 * `sinceMs` is wall-clock time from the agent's own record; `message` is its last word, or the error.
 */
export type TurnFact =
  | { state: 'unknown' }
  | { state: 'working'; sinceMs: number }
  | { state: 'completed'; sinceMs: number; message: string }
  | { state: 'waiting_for_input'; sinceMs: number; message: string }
  | { state: 'failed'; sinceMs: number; message: string; failure: TurnFailure };
