/** The shell commands of a repository, in the order in which they run. */
export const hookNames = ['afterCreate', 'beforeRun', 'afterRun', 'beforeRemove'] as const;
export type HookName = (typeof hookNames)[number];

/** Those that run within a session. `beforeRemove` comes when it is over, and its workspace goes. */
export const sessionHooks = ['afterCreate', 'beforeRun', 'afterRun'] as const;
export type SessionHook = (typeof sessionHooks)[number];

/** What one configuration says: null where it says nothing, an empty text where it wants none. */
export type HookSettings = Readonly<Record<HookName, string | null>> & { readonly timeoutMs: number | null };

/** Who wrote a hook: the operator, or whoever may push to the repository's default branch. */
export type HookOrigin = 'operator' | 'repository';

export interface ChosenHook {
  text: string;
  from: HookOrigin;
}

export interface ChosenHooks {
  timeoutMs: number;
  hooks: Partial<Record<HookName, ChosenHook>>;
}

const defaultTimeoutMs = 5 * 60_000;

/** Hook by hook, the operator's word comes before the repository's: also when it is that there is to be none. */
export function chooseHooks(operator: HookSettings | null, carried: HookSettings | null): ChosenHooks {
  const chosen: ChosenHooks['hooks'] = {};
  for (const name of hookNames) {
    const hook = chooseHook(operator?.[name] ?? null, carried?.[name] ?? null);
    if (hook !== null) chosen[name] = hook;
  }
  return { timeoutMs: operator?.timeoutMs ?? carried?.timeoutMs ?? defaultTimeoutMs, hooks: chosen };
}

function chooseHook(operator: string | null, carried: string | null): ChosenHook | null {
  const text = operator ?? carried ?? '';
  if (text.trim() === '') return null;
  return { text, from: operator === null ? 'repository' : 'operator' };
}

/** How a hook ended. `vanished`: somebody killed it. `interrupted`: its session was ended first. */
export type HookOutcome =
  | { kind: 'exited'; status: number }
  | { kind: 'timed_out' | 'vanished' | 'not_started' | 'interrupted' };

export interface EndedHook {
  name: HookName;
  from: HookOrigin;
  timeoutMs: number;
  /** The last lines of its output. */
  lastWords: string;
}

/** What went wrong with a hook, in sentences for a person; null when nothing did. */
export function hookProblem(hook: EndedHook, outcome: HookOutcome): string | null {
  if (outcome.kind === 'exited' && outcome.status === 0) return null;
  const source = hook.from === 'operator' ? 'planeguard.yaml' : "the repository's .planeguard/config.yaml";
  const said = hook.lastWords === '' ? 'It said nothing.' : `Its last words: ${hook.lastWords}`;
  return `The hook ${hook.name} of ${source} ${whatHappened(outcome, hook.timeoutMs)}. ${said}`;
}

function whatHappened(outcome: HookOutcome, timeoutMs: number): string {
  switch (outcome.kind) {
    case 'exited':
      return outcome.status > 128
        ? `was ended by signal ${outcome.status - 128}`
        : `exited with status ${outcome.status}`;
    case 'timed_out':
      return `was still running after ${timeoutMs / 1_000} s (hooks.timeout) and was stopped`;
    case 'vanished':
      return 'was killed before it had ended';
    case 'not_started':
      return 'could not be started';
    case 'interrupted':
      return 'was stopped because its session was ended';
    default:
      return outcome satisfies never;
  }
}
