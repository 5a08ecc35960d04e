import { GitHubError } from '../../edge/forge/github/github-error.ts';
import { Loop } from '../../edge/loop.ts';
import type { IssueKey } from '../../store/find-issue.ts';
import { commentableAtStart, commentableSince } from '../../store/issue-comments.ts';
import { lastEventSeq } from '../../store/list-events.ts';
import { CommentPace } from '../github/comment-pace.ts';
import type { GitHub } from '../github/github.ts';
import { writeComments } from '../github/write-comments.ts';
import type { Parts } from '../parts.ts';

/** GitHub asks for a second between writes. */
const pace = { betweenMs: 1_000, sameMs: 3_000 };
const periodMs = 60_000;
/** How long one that failed lets others go first: twice as long after each failure. */
const afterFailureMs = 30_000;
const longestAfterFailureMs = 15 * 60_000;

/** Keeps the comments on issues as their requests are: woken by each commit, and by itself once a minute. */
export function githubCommentsLoop(parts: Parts, github: GitHub): Loop {
  const comments = new Comments(parts, github);
  const loop: Loop = new Loop({
    name: 'github-comments',
    clock: parts.clock,
    doing: 'writing what became of requests on their issues',
    waiting: 'waiting for a change to tell of on an issue',
    passWithinMs: 10 * 60_000,
    pass: async () => {
      parts.feed.ticket(null).addEventListener('abort', () => loop.notify(), { once: true });
      return comments.pass();
    },
    onError: (error) =>
      parts.log.warn({ err: error }, 'A comment on an issue waits: it could not be written'),
    retryMs: (error, failures) =>
      (error instanceof GitHubError ? error.retryAfterMs : null) ??
      Math.min(periodMs, 1_000 * 2 ** Math.min(failures, 10)),
  });
  return loop;
}

/** What has changed since the last look, and is still to be told. */
export class Comments {
  readonly #parts: Parts;
  readonly #github: GitHub;
  readonly #pace = new CommentPace(pace);
  readonly #keys = new Map<string, IssueKey>();
  /** How often in a row each could not be written. */
  readonly #failures = new Map<string, number>();
  #seq: number | null = null;

  constructor(parts: Parts, github: GitHub) {
    this.#parts = parts;
    this.#github = github;
  }

  /** Writes one comment at most. @returns how long to rest. @throws GitHubError */
  async pass(): Promise<number> {
    await this.#gather();
    const waitMs = this.#github.api.commentWaitMs();
    if (waitMs > 0) return Math.min(periodMs, waitMs);
    for (const name of this.#pace.due(this.#parts.clock.bootMs())) if (await this.#write(name)) break;
    return Math.min(periodMs, this.#pace.waitMs(this.#parts.clock.bootMs()) ?? periodMs);
  }

  async #gather(): Promise<void> {
    const { db } = this.#parts;
    const seq = await lastEventSeq(db);
    if (seq === this.#seq) return;
    const changed = await (this.#seq === null ? commentableAtStart(db) : commentableSince(db, this.#seq));
    for (const key of changed) {
      const name = `${key.repository}#${key.number}`;
      this.#keys.set(name, key);
      this.#pace.changed(name);
    }
    this.#seq = seq;
  }

  async #write(name: string): Promise<boolean> {
    const key = this.#keys.get(name);
    const nowMs = this.#parts.clock.bootMs();
    if (key === undefined) return false;
    try {
      const wrote = await writeComments(this.#parts, this.#github, key);
      this.#keys.delete(name);
      this.#failures.delete(name);
      if (wrote) this.#pace.written(name, this.#parts.clock.bootMs());
      else this.#pace.settled(name);
      return wrote;
    } catch (error) {
      const failures = this.#failures.get(name) ?? 0;
      this.#failures.set(name, failures + 1);
      this.#pace.postpone(name, nowMs + Math.min(longestAfterFailureMs, afterFailureMs * 2 ** failures));
      throw error;
    }
  }
}
