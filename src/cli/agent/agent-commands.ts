import { ProblemError } from '../../protocol/problem.ts';

/** The commands that work inside a session, and only there. `pr` has one of them. */
const agentOnly: ReadonlySet<string> = new Set(['finish', 'ask', 'progress']);

/** Outside a session these are not known at all: say where they belong. */
export function refuseOutsideSession(command: string | null): void {
  if (command !== null && agentOnly.has(command)) throw outsideSession(command);
}

export const outsideSession = (command: string): ProblemError =>
  new ProblemError(
    'state_refused',
    `planeguard ${command} is for agents: it works only inside a session that Planeguard has started.`,
  );

/** @throws ProblemError `state_refused` for every command that is not an agent's. */
export function refuseInsideSession(words: readonly string[]): void {
  const [first, second] = words;
  if (first === undefined || first === 'help' || agentOnly.has(first)) return;
  if (first === 'pr' && (second === undefined || second === 'create')) return;
  throw new ProblemError(
    'state_refused',
    `planeguard ${first === 'pr' ? `pr ${second}` : first} is not possible inside a session. Here work only: pr create, finish, ask, progress.`,
  );
}
