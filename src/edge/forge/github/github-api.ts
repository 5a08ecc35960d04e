import { Octokit } from '@octokit/core';
import type { Endpoints, RequestParameters } from '@octokit/types';
import { version } from '../../../protocol/version.ts';
import type { Clock } from '../../clock.ts';
import { AnswerMemory } from './answer-memory.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { CallBudget } from './call-budget.ts';
import { type AnswerHead, answerOf, classifyAnswer, classifyError, messageOf } from './classify.ts';
import { GitHubError } from './github-error.ts';
import { scopesIn } from './scopes.ts';
import { TokenSource } from './token-source.ts';
import { type WriteBounds, WritePace } from './write-pace.ts';

export interface GitHubApiOptions {
  /** Such as https://api.github.com. */
  apiUrl: string;
  /** Asked for again after a refusal. Rejects with a ProblemError that says why there is none. */
  token: () => Promise<string>;
  clock: Clock;
}

type Route = keyof Endpoints;
type ReadRoute = Extract<Route, `GET ${string}`>;
type WriteRoute = Exclude<Route, ReadRoute>;
type Parameters<R extends Route> = Endpoints[R]['parameters'] & RequestParameters;
type Data<R extends Route> = Endpoints[R]['response']['data'];

/** What a write is for: comments leave room for everything else. */
type Written = 'comment' | 'other';

type Answer = AnswerHead & { data: unknown };

/** From the question to the last byte of the answer. */
const callWithinMs = 15_000;
const perPage = 100;
const mostPages = 50;

/**
 * GitHub takes 80 within a minute and 500 within an hour, a person's by hand included.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const writeBounds: Record<Written, WriteBounds> = {
  comment: { perMinute: 40, perHour: 300 },
  other: { perMinute: 60, perHour: 400 },
};

/**
 * GitHub's REST API with one token. Reads are conditional: what has not changed costs no quota. What GitHub asks all calls
 * to wait for, all wait for. Nothing is repeated here but what was refused for its token: a write that was not answered may
 * have taken effect.
 * @throws GitHubError from every call.
 */
export class GitHubApi {
  readonly apiUrl: string;
  readonly budget: CallBudget;
  readonly #clock: Clock;
  readonly #octokit: Octokit;
  readonly #token: TokenSource;
  readonly #remembered = new AnswerMemory();
  readonly #pace = new WritePace();
  #lastToken: string | null = null;
  #scopes: readonly string[] | null = null;
  readonly #reads = new Set<AbortController>();
  #isClosed = false;
  #trouble: { sinceMs: number; message: string } | null = null;

  constructor({ apiUrl, token, clock }: GitHubApiOptions) {
    this.apiUrl = apiUrl;
    this.budget = new CallBudget(clock);
    this.#clock = clock;
    this.#token = new TokenSource(token, clock);
    this.#octokit = new Octokit({ baseUrl: apiUrl, userAgent: `planeguard/${version}` });
  }

  /** What a classic token may do, as the last answer said; null for a token of another kind, and before the first answer. */
  scopes(): readonly string[] | null {
    return this.#scopes;
  }

  /** Why GitHub tells nothing, and since when, in milliseconds of the wall clock; null after a call that it answered. */
  trouble(): { sinceMs: number; message: string } | null {
    return this.#trouble;
  }

  /** A later call asks for it again: there may be one by now that may see more. */
  forgetToken(): void {
    this.#token.doubt();
  }

  /** Ends the reads that are under way, and asks for nothing more. A write ends by itself: it may have taken effect. */
  close(): void {
    this.#isClosed = true;
    for (const read of this.#reads) read.abort(closed());
  }

  async read<R extends ReadRoute>(route: R, parameters: Parameters<R>): Promise<Data<R>> {
    return (await this.readPage(route, parameters)).data;
  }

  /** `next`: whether there is another page. */
  async readPage<R extends ReadRoute>(
    route: R,
    parameters: Parameters<R>,
  ): Promise<{ data: Data<R>; next: boolean }> {
    return (await this.#page(route, parameters)) as { data: Data<R>; next: boolean };
  }

  /** All pages of a list; refused where there are too many: nothing may follow from a part. */
  async readAll<R extends ReadRoute>(
    route: R,
    parameters: Parameters<R>,
  ): Promise<Data<R> extends readonly (infer Item)[] ? Item[] : never> {
    const all: unknown[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const answer = await this.#page(route, { ...parameters, per_page: perPage, page });
      if (!Array.isArray(answer.data))
        throw new GitHubError('unreachable', `${route} answered with no list.`);
      all.push(...(answer.data as unknown[]));
      if (!answer.next) return all as Data<R> extends readonly (infer Item)[] ? Item[] : never;
    }
    throw new GitHubError('refused', `${route} lists more than ${mostPages * perPage}: that is too many.`);
  }

  /** How long a comment would be refused from now on, without GitHub being asked. */
  commentWaitMs(): number {
    return Math.max(this.budget.pause()?.ms ?? 0, this.#writeWaitMs('comment'));
  }

  /** @throws GitHubError throttled, before GitHub is asked, when it would be one too many within the minute or the hour. */
  async write<R extends WriteRoute>(
    route: R,
    parameters: Parameters<R>,
    kind: Written = 'other',
  ): Promise<Data<R>> {
    this.budget.check();
    const waitMs = this.#writeWaitMs(kind);
    if (waitMs > 0) {
      const sentence = `GitHub takes only so many writes within a minute and an hour: ${Math.ceil(waitMs / 1_000)} s are left.`;
      throw new GitHubError('throttled', sentence, { retryAfterMs: waitMs });
    }
    this.#pace.made(this.#clock.bootMs());
    return (await this.#call(route, parameters, {})).data as Data<R>;
  }

  #writeWaitMs(kind: Written): number {
    return this.#pace.waitMs(writeBounds[kind], this.#clock.bootMs());
  }

  async #page(route: Route, parameters: RequestParameters): Promise<{ data: unknown; next: boolean }> {
    const { url } = this.#octokit.request.endpoint(route, parameters);
    const known = this.#remembered.get(url);
    const answer = await this.#call(route, parameters, known ? { 'if-none-match': known.etag } : {});
    if (answer.status === 304 && known) return known;
    const { etag, link, 'content-length': bytes } = answer.headers;
    const page = { data: answer.data, next: /rel="next"/.test(String(link ?? '')) };
    this.#remembered.forget(url);
    if (etag !== undefined && bytes !== undefined && !mayGoOnUnseen(page, parameters))
      this.#remembered.put(url, { ...page, etag: String(etag), bytes: Number(bytes) });
    return page;
  }

  /** Remembers whether GitHub tells anything. */
  async #call(route: Route, parameters: RequestParameters, headers: Record<string, string>): Promise<Answer> {
    this.budget.check();
    try {
      const answer = await this.#callWithToken(route, parameters, headers);
      this.#trouble = null;
      return answer;
    } catch (error) {
      const sinceMs = this.#trouble?.sinceMs ?? this.#clock.nowMs();
      this.#trouble = tellsNothing(error) ? { sinceMs, message: error.message } : null;
      throw error;
    }
  }

  /** With the token read again, once, where GitHub refuses it: such a call has no effect. */
  async #callWithToken(
    route: Route,
    parameters: RequestParameters,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const token = await this.#token.token();
    try {
      return await this.#send(route, parameters, { headers, token });
    } catch (error) {
      if (!(error instanceof GitHubError) || answerOf(error.cause)?.status !== 401) throw error;
      this.#token.doubt(token);
      const other = await this.#token.token();
      if (other === token) throw error;
      return this.#send(route, parameters, { headers, token: other });
    }
  }

  async #send(
    route: Route,
    parameters: RequestParameters,
    { headers, token }: { headers: Record<string, string>; token: string },
  ): Promise<Answer> {
    if (this.#isClosed)
      throw new GitHubError('unreachable', `GitHub is not asked any more: ${closed().message}.`);
    this.#use(token);
    const over = new AbortController();
    if (route.startsWith('GET ')) this.#reads.add(over);
    void this.#clock.sleep(callWithinMs, over.signal).then(() => over.abort(tooLate()));
    try {
      const answer = await this.#octokit.request(route, {
        ...parameters,
        headers: { ...headers, authorization: `Bearer ${token}` },
        request: { signal: over.signal, redirect: 'manual', fetch: boundedFetch() },
      });
      this.#scopes = scopesIn(answer.headers);
      this.budget.answered(answer, 'fresh');
      return classifyAnswer(route, answer);
    } catch (error) {
      const answer = answerOf(error);
      if (answer?.status !== 304) throw this.#failed(route, error);
      this.budget.answered(answer, 'not_modified');
      return { ...answer, data: null };
    } finally {
      this.#reads.delete(over);
      over.abort();
    }
  }

  /** What was learnt with another token may not hold for this one. */
  #use(token: string): void {
    if (token === this.#lastToken) return;
    this.#lastToken = token;
    this.#remembered.clear();
    this.budget.forgetQuota();
  }

  #failed(route: Route, error: unknown): GitHubError {
    if (error instanceof GitHubError) return error;
    const answer = answerOf(error);
    if (answer === null) this.budget.unanswered();
    const retryAfterMs = answer === null ? null : this.budget.refused(answer, messageOf(error));
    return classifyError(route, error, retryAfterMs);
  }
}

/** A last page that is full stays the same when the list goes on: "not modified" would hide the page after it. */
const mayGoOnUnseen = ({ data, next }: { data: unknown; next: boolean }, asked: RequestParameters): boolean =>
  !next && Array.isArray(data) && data.length === asked.per_page;

/** Nobody answers, or not to this token: what is only forbidden or missing is an answer. */
const tellsNothing = (error: unknown): error is GitHubError =>
  error instanceof GitHubError &&
  (error.failure === 'unreachable' ||
    (error.failure === 'unauthorized' && answerOf(error.cause)?.status !== 403));

const tooLate = (): Error => new Error(`no whole answer within ${callWithinMs / 1_000} s`);
const closed = (): Error => new Error('this program ends');
