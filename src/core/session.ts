/** What a worker's journal says of a session. */
export const sessionStates = [
  'preparing',
  'launching',
  'live',
  'ending',
  'cleaning',
  'ended',
  'quarantined',
] as const;
export type SessionState = (typeof sessionStates)[number];

/** Where each state may lead. A session never goes back; `ended` is final. */
export const sessionMoves = {
  preparing: ['launching', 'ending'],
  launching: ['live', 'ending'],
  live: ['ending'],
  ending: ['cleaning', 'quarantined'],
  cleaning: ['ended', 'quarantined'],
  ended: [],
  quarantined: ['cleaning', 'ended'],
} as const satisfies Record<SessionState, readonly SessionState[]>;

export function mayMove(from: SessionState, to: SessionState): boolean {
  const targets: readonly SessionState[] = sessionMoves[from];
  return targets.includes(to);
}

/** How it was proven that nothing of the session is left. */
export const proofs = ['proved', 'swept', 'expired'] as const;
export type Proof = (typeof proofs)[number];

/** What a running session is doing, for display only. */
export const activities = [
  'launching',
  'working',
  'waiting_for_input',
  'idle',
  'unreachable',
  'verifying',
  'stopping',
] as const;
export type Activity = (typeof activities)[number];
