/** What became of a command. `later`: nobody could be asked; it stays in the spool. */
export type CommandOutcome =
  | { kind: 'done'; message: string; url: string | null }
  | { kind: 'refused'; message: string }
  | { kind: 'later'; message: string };
