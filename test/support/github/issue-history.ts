import * as fc from 'fast-check';
import type { Login } from './people.ts';
import type { Persons } from './persons.ts';

/** What somebody does to an issue, where it is possible at that moment. */
export type Step = { issue: number } & (
  | { do: 'label'; by: Login }
  | { do: 'unlabel' | 'reopen' }
  | { do: 'close'; as: 'completed' | 'not_planned' | 'duplicate' }
  | { do: 'edit'; title: string }
  | { do: 'remark' }
);

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

const issue = fc.nat({ max: 1 });
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
);
const fate = fc.record({
  // Twice as many are lost as come.
  times: fc.constantFrom(0, 0, 0, 1, 2),
  order: fc.nat(),
});

export const historyArbitrary: fc.Arbitrary<History> = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 9 }),
  passages: fc.array(
    fc.record({
      after: fc.nat({ max: 9 }),
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
  readonly #persons: Persons;
  #title = '';
  #labelled = false;
  #open = true;

  constructor(number: number, persons: Persons) {
    this.number = number;
    this.#persons = persons;
  }

  /** The delivery that follows; null where nothing can be done. */
  async take(step: Step): Promise<string | null> {
    switch (step.do) {
      case 'label':
        if (this.#labelled) return null;
        this.#labelled = true;
        if (step.by === 'mallory') this.reasons.add('trigger_removed');
        await this.#persons.label(this.number, 'agent', step.by);
        return 'issues.labeled';
      case 'unlabel':
        if (!this.#labelled) return null;
        this.#labelled = false;
        this.reasons.add('trigger_removed');
        await this.#persons.unlabel(this.number, 'agent');
        return 'issues.unlabeled';
      case 'close':
        if (!this.#open) return null;
        this.#open = false;
        this.reasons.add(step.as === 'completed' ? 'issue_completed' : 'issue_closed');
        await this.#persons.close(this.number, step.as);
        return 'issues.closed';
      case 'reopen':
        if (this.#open) return null;
        this.#open = true;
        await this.#persons.reopen(this.number);
        return 'issues.reopened';
      case 'edit':
        // Nothing is delivered of an edit that changes nothing.
        if (this.#title === step.title) return null;
        this.#title = step.title;
        await this.#persons.edit(this.number, { title: step.title });
        return 'issues.edited';
      case 'remark':
        await this.#persons.comment(this.number);
        return 'issue_comment.created';
      default:
        return step satisfies never;
    }
  }
}
