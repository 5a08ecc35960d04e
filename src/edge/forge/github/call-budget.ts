import type { Clock } from '../../clock.ts';
import type { AnswerHead } from './classify.ts';
import { GitHubError } from './github-error.ts';
import { type Pause, type PauseReason, pauseOf, spentPause } from './pause-of.ts';
import { type Quota, quotaIn } from './quota.ts';

/** How calls went: `not_modified` costs no quota, `refused` is any other answer, `unanswered` none. */
export type CallOutcome = 'fresh' | 'not_modified' | 'refused' | 'unanswered';

/** What the account's calls have used up, and whether any may be made now: one for all that ask with its token. */
export class CallBudget {
  readonly #clock: Clock;
  readonly #calls: Record<CallOutcome, number> = { fresh: 0, not_modified: 0, refused: 0, unanswered: 0 };
  #quota: Quota | null = null;
  /** Boot clock, milliseconds. */
  #pausedUntilMs = 0;
  #why: PauseReason = 'retry_after';
  /** Refusals for the rate, in a row; those of calls that were under way together are one. */
  #refusals = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null before the first answer, after the reset until the next answer, and where there is no limit. */
  quota(): Quota | null {
    return this.#quota !== null && this.#clock.nowMs() < this.#quota.resetAtMs ? this.#quota : null;
  }

  /** What is left of a pause; null when calls may be made. */
  pause(): Pause | null {
    const ms = this.#pausedUntilMs - this.#clock.bootMs();
    return ms > 0 ? { ms, why: this.#why } : null;
  }

  calls(): Readonly<Record<CallOutcome, number>> {
    return this.#calls;
  }

  /** @throws GitHubError throttled during a pause. */
  check(): void {
    const pause = this.pause();
    if (pause === null) return;
    const sentence = `GitHub asked for a pause (${said[pause.why]}): ${Math.ceil(pause.ms / 1_000)} s are left.`;
    throw new GitHubError('throttled', sentence, { retryAfterMs: pause.ms });
  }

  answered({ headers }: AnswerHead, outcome: 'fresh' | 'not_modified'): void {
    this.#calls[outcome] += 1;
    if (this.pause() === null) this.#refusals = 0;
    this.#learn(headers, spentPause(headers, this.#clock.nowMs()));
  }

  /** @returns how long to wait, where it was refused for its rate. */
  refused(answer: AnswerHead, message: string): number | null {
    this.#calls.refused += 1;
    const wasUnderWay = this.pause() !== null;
    const before = wasUnderWay ? this.#refusals - 1 : this.#refusals;
    const pause = pauseOf(
      { ...answer, message },
      { nowMs: this.#clock.nowMs(), before: Math.max(0, before) },
    );
    if (!wasUnderWay) this.#refusals = pause === null ? 0 : this.#refusals + 1;
    this.#learn(answer.headers, pause);
    return pause?.ms ?? null;
  }

  unanswered(): void {
    this.#calls.unanswered += 1;
  }

  /** The calls that come are another account's, maybe. */
  forgetQuota(): void {
    this.#quota = null;
  }

  #learn(headers: AnswerHead['headers'], pause: Pause | null): void {
    this.#quota = quotaIn(headers, this.#clock.nowMs()) ?? this.#quota;
    if (pause === null) return;
    const untilMs = this.#clock.bootMs() + pause.ms;
    if (untilMs <= this.#pausedUntilMs) return;
    this.#pausedUntilMs = untilMs;
    this.#why = pause.why;
  }
}

const said: Record<PauseReason, string> = {
  quota_spent: 'its quota is spent',
  retry_after: 'it named the time',
  secondary_limit: 'it limits calls that come too fast',
};
