import * as fc from 'fast-check';
import type { GitHubPlace } from './github-place.ts';
import type { Login } from './people.ts';

/** What somebody does to an issue, where it is possible at that moment. */
export type Step = { issue: number } & (
  | { do: 'label'; by: Login }
  | { do: 'unlabel' | 'reopen' }
  | { do: 'close'; as: 'completed' | 'not_planned' | 'duplicate' }
  | { do: 'edit'; title: string }
  | { do: 'remark' }
  /** A pull request that says to close the issue; what waits for an agent is in review from then on. */
  | { do: 'work' }
  | { do: 'remark_on_pull' | 'close_pull' | 'reopen_pull' | 'merge_pull' | 'delete_branch' }
);

/** What to wait for after a step: `issues.labeled`, of the issue or the pull request with that number. */
export interface Told {
  name: string;
  number: number;
}

/** What becomes of the deliveries up to here, on their way to who hears badly. */
export interface Passage {
  /** After so many steps. */
  after: number;
  /** For each delivery that waits: how often it comes, and when among the others; none for one that comes later. */
  fates: { times: number; order: number }[];
  polls: boolean;
}

export interface History {
  steps: Step[];
  passages: Passage[];
}

const issue = fc.constantFrom(0, 0, 0, 1);
const titles = fc
  .string({ unit: fc.constantFrom('a', ' ', '\n', '\u001b', '\u00e9', '💣', '`'), maxLength: 6 })
  .map((text) => `T${text}`);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('label' as const),
      issue,
      by: fc.constantFrom<Login>('alice', 'alice', 'bob', 'mallory'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('unlabel' as const, 'reopen' as const), issue }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      issue,
      as: fc.constantFrom('completed', 'not_planned', 'duplicate'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      issue,
      title: titles,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remark' as const), issue }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('work' as const), issue }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'remark_on_pull' as const,
        'close_pull' as const,
        'reopen_pull' as const,
        'merge_pull' as const,
        'delete_branch' as const,
      ),
      issue,
    }),
  },
);
const fate = fc.record({
  // Twice as many are lost as come.
  times: fc.constantFrom(0, 0, 0, 1, 2),
  order: fc.nat(),
});

export const historyArbitrary: fc.Arbitrary<History> = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 16, size: 'max' }),
  passages: fc.array(
    fc.record({
      after: fc.nat({ max: 16 }),
      fates: fc.array(fate, { minLength: 4, maxLength: 12 }),
      polls: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});

/** An issue as a person sees it, and what it was closed or withdrawn for. */
export class TriedIssue {
  readonly number: number;
  readonly reasons = new Set<string>();
  readonly #place: GitHubPlace;
  #title = '';
  #labelled = false;
  /** Somebody who may has applied the label since the issue was last closed. */
  #labelCounts = false;
  #open = true;
  #dependsOnLooks = false;
  #pull: { number: number; branch: string; state: 'open' | 'closed' | 'deleted' | 'merged' } | null = null;

  constructor(number: number, place: GitHubPlace) {
    this.number = number;
    this.#place = place;
  }

  /** Whether there is work on it, under way or for a person; else it is over, or has never begun. */
  get isAskedFor(): boolean {
    return this.#open && this.#labelCounts;
  }

  /**
   * Whether something was said or taken back once there was a pull request. It leads elsewhere when nobody looked in
   * between: a remark before the pull request was closed is worked on, one that is read afterwards is not.
   */
  get dependsOnLooks(): boolean {
    return this.#dependsOnLooks;
  }

  /** Its pull request; null when there is none. */
  get pullRequest(): number | null {
    return this.#pull?.number ?? null;
  }

  /** The delivery that follows; null where nothing can be done. */
  async take(step: Step): Promise<Told | null> {
    this.#dependsOnLooks ||= this.#pull !== null && dependentSteps.has(step.do);
    switch (step.do) {
      case 'work':
        return this.#openPull();
      case 'remark_on_pull':
      case 'close_pull':
      case 'reopen_pull':
      case 'merge_pull':
      case 'delete_branch':
        return this.#takeOnPull(step.do);
      default: {
        const name = await this.#takeOnIssue(step);
        return name === null ? null : { name, number: this.number };
      }
    }
  }

  async #takeOnIssue(step: Exclude<Step, { do: 'work' | PullStep }>): Promise<string | null> {
    const { persons } = this.#place;
    switch (step.do) {
      case 'label':
        if (this.#labelled) return null;
        this.#labelled = true;
        if (step.by === 'mallory') this.reasons.add('trigger_removed');
        else this.#labelCounts = true;
        await persons.label(this.number, 'agent', step.by);
        return 'issues.labeled';
      case 'unlabel':
        if (!this.#labelled) return null;
        this.#labelled = false;
        this.#labelCounts = false;
        this.reasons.add('trigger_removed');
        await persons.unlabel(this.number, 'agent');
        return 'issues.unlabeled';
      case 'close':
        if (!this.#open) return null;
        this.#open = false;
        this.#labelCounts = false;
        this.reasons.add(step.as === 'completed' ? 'issue_completed' : 'issue_closed');
        await persons.close(this.number, step.as);
        return 'issues.closed';
      case 'reopen':
        if (this.#open) return null;
        this.#open = true;
        await persons.reopen(this.number);
        return 'issues.reopened';
      case 'edit':
        // Nothing is delivered of an edit that changes nothing.
        if (this.#title === step.title) return null;
        this.#title = step.title;
        await persons.edit(this.number, { title: step.title });
        return 'issues.edited';
      case 'remark':
        await persons.comment(this.number);
        return 'issue_comment.created';
      default:
        return step satisfies never;
    }
  }

  async #openPull(): Promise<Told | null> {
    if (this.#pull !== null) return null;
    const branch = `change-${this.number}`;
    await this.#place.push(branch, { [branch]: 'A change.\n' });
    const opened = await this.#place.persons.openPullRequest({
      head: branch,
      body: `Fixes #${this.number}`,
    });
    this.#pull = { number: opened.number, branch, state: 'open' };
    // GitHub's times are in whole seconds: a label of the same one would not be told from an earlier label.
    if (!this.isAskedFor) this.#place.forge.overlay.openedAt.set(opened.number, '2020-01-01T00:00:00Z');
    return { name: 'pull_request.opened', number: opened.number };
  }

  async #takeOnPull(step: PullStep): Promise<Told | null> {
    const pull = this.#pull;
    const { persons } = this.#place;
    if (pull === null) return null;
    const { number } = pull;
    const isOpen = pull.state === 'open';
    switch (step) {
      case 'remark_on_pull':
        await persons.comment(number);
        return { name: 'issue_comment.created', number };
      case 'close_pull':
        if (!isOpen) return null;
        pull.state = 'closed';
        await persons.closePullRequest(number);
        return { name: 'pull_request.closed', number };
      case 'delete_branch':
        if (!isOpen) return null;
        pull.state = 'deleted';
        await persons.deleteBranch(pull.branch);
        return { name: 'pull_request.closed', number };
      case 'reopen_pull':
        if (pull.state !== 'closed') return null;
        pull.state = 'open';
        await persons.reopenPullRequest(number);
        return { name: 'pull_request.reopened', number };
      case 'merge_pull': {
        if (!isOpen) return null;
        pull.state = 'merged';
        for (const reason of ['merged', 'issue_completed']) this.reasons.add(reason);
        const closes = this.#open;
        this.#open = false;
        await persons.mergePullRequest(number);
        return closes
          ? { name: 'issues.closed', number: this.number }
          : { name: 'pull_request.closed', number };
      }
      default:
        return step satisfies never;
    }
  }
}

const dependentSteps: ReadonlySet<Step['do']> = new Set(['remark', 'remark_on_pull', 'reopen_pull']);

type PullStep = 'remark_on_pull' | 'close_pull' | 'reopen_pull' | 'merge_pull' | 'delete_branch';
