/** A check run, or a check suite that has reported no runs. */
export interface CheckRun {
  id: number;
  name: string;
  /** Id of the app that reports it; null when it is not told. */
  app: number | null;
  status: string;
  /** Null until it is completed. */
  conclusion: string | null;
  /** Wall clock of the forge; null before it starts. */
  startedAtMs: number | null;
}

/** A commit status: the newest of its context. */
export interface CommitStatus {
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
}

export interface SeenChecks {
  runs: readonly CheckRun[];
  /** Those of the commit that have no runs. */
  emptySuites: readonly CheckRun[];
  statuses: readonly CommitStatus[];
  /** Names of the checks that a merge needs; null when that is not known. */
  required: readonly string[] | null;
}

type CheckState = 'pending' | 'passing' | 'failing';

/** What the checks of a commit say together. */
export interface ChecksSummary {
  state: CheckState;
  failing: string[];
  /** Those that are under way, and those that a merge needs and that have not reported. */
  pending: string[];
  required: string[] | null;
}

/** Null when there is no check and none is needed: that is neither passing nor pending. */
export function summariseChecks(seen: SeenChecks): ChecksSummary | null {
  const named = [
    ...newest(seen.runs).map((run) => ({ name: run.name, state: stateOfRun(run) })),
    ...seen.emptySuites.flatMap(failedSuite),
    ...seen.statuses.map(({ context, state }) => ({ name: context, state: stateOfStatus(state) })),
  ];
  const missing = (seen.required ?? []).filter((name) => !named.some((one) => one.name === name));
  if (named.length === 0 && missing.length === 0) return null;
  const failing = namesOf(named, 'failing');
  const pending = [...new Set([...namesOf(named, 'pending'), ...missing])].sort();
  const required = seen.required === null ? null : [...new Set(seen.required)].sort();
  return { state: together(failing, pending), failing, pending, required };
}

function together(failing: readonly string[], pending: readonly string[]): CheckState {
  if (failing.length > 0) return 'failing';
  return pending.length > 0 ? 'pending' : 'passing';
}

const namesOf = (named: readonly { name: string; state: CheckState }[], state: CheckState): string[] =>
  [...new Set(named.flatMap((one) => (one.state === state ? [one.name] : [])))].sort();

/** What was run again counts as its last run: GitHub takes a name of one app for one check. */
function newest(runs: readonly CheckRun[]): CheckRun[] {
  const byName = Map.groupBy(runs, ({ name, app }) => JSON.stringify([app, name]));
  return [...byName.values()].flatMap((same) => same.toSorted(olderFirst).slice(-1));
}

const olderFirst = (one: CheckRun, other: CheckRun): number =>
  (one.startedAtMs ?? Number.POSITIVE_INFINITY) - (other.startedAtMs ?? Number.POSITIVE_INFINITY) ||
  one.id - other.id;

/**
 * Neutral and skipped let a merge pass, cancelled does not. A stale run never ended: it is waited for until it is run again.
 * @see https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks
 */
function stateOfRun({ status, conclusion }: CheckRun): CheckState {
  if (status !== 'completed' || conclusion === null || conclusion === 'stale') return 'pending';
  const passes = conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped';
  return passes ? 'passing' : 'failing';
}

/** A suite without runs that waits is of an app that reports nothing; one that failed could not begin. */
function failedSuite(suite: CheckRun): { name: string; state: CheckState }[] {
  const state = stateOfRun(suite);
  return state === 'failing' ? [{ name: suite.name, state }] : [];
}

function stateOfStatus(state: CommitStatus['state']): CheckState {
  if (state === 'success') return 'passing';
  return state === 'pending' ? 'pending' : 'failing';
}

/** What was last read of a pull request's checks. */
export interface ReadChecks {
  /** The head that they are of. */
  sha: string;
  /** Wall clock. */
  readAtMs: number;
  summary: ChecksSummary | null;
}

/** Checks that are over can be run again without the pull request being changed. */
const settledForMs = 10 * 60_000;

/** Whether the checks have to be read again. `heard`: somebody said that something has changed. */
export function mustReadChecks(
  known: ReadChecks | null,
  { sha, nowMs, heard }: { sha: string; nowMs: number; heard: boolean },
): boolean {
  if (heard || known?.sha !== sha) return true;
  if (known.summary === null || known.summary.state === 'pending') return true;
  const ageMs = nowMs - known.readAtMs;
  return ageMs < 0 || ageMs >= settledForMs;
}
