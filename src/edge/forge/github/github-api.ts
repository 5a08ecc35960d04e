import { Octokit } from '@octokit/core';
import type { Endpoints, RequestParameters } from '@octokit/types';
import { ProblemError } from '../../../protocol/problem.ts';
import { version } from '../../../protocol/version.ts';
import type { Clock } from '../../clock.ts';
import { type AnswerHead, answerOf, classifyAnswer, classifyError } from './classify.ts';
import { GitHubError } from './github-error.ts';
import { type Quota, quotaIn } from './quota.ts';
import { scopesIn } from './scopes.ts';

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

interface Remembered {
  etag: string;
  data: unknown;
  next: boolean;
}

/** From the question to the last byte of the answer. */
const callWithinMs = 15_000;
const mostRemembered = 1_000;
const mostPages = 50;

/**
 * GitHub's REST API with one token. Reads are conditional: what has not changed costs no quota. What GitHub asks all calls
 * to wait for, all wait for. Nothing is repeated here: a write that was not answered may have taken effect.
 * @throws GitHubError from every call.
 */
export class GitHubApi {
  readonly apiUrl: string;
  readonly #options: GitHubApiOptions;
  readonly #octokit: Octokit;
  readonly #remembered = new Map<string, Remembered>();
  #token: string | null = null;
  /** Boot clock, milliseconds. */
  #pausedUntilMs = 0;
  #quota: Quota | null = null;
  #scopes: readonly string[] | null = null;
  #isClosed = false;
  readonly #reads = new Set<AbortController>();

  constructor(options: GitHubApiOptions) {
    this.apiUrl = options.apiUrl;
    this.#options = options;
    this.#octokit = new Octokit({ baseUrl: options.apiUrl, userAgent: `planeguard/${version}` });
  }

  /** Null before the first answer, and where there is no limit. */
  quota(): Quota | null {
    return this.#quota;
  }

  /** What a classic token may do, as the last answer said; null for a token of another kind, and before the first answer. */
  scopes(): readonly string[] | null {
    return this.#scopes;
  }

  /** The next call asks for it again. */
  forgetToken(): void {
    this.#token = null;
  }

  /** Ends the reads that are under way, and asks for nothing more. A write ends by itself: it may have taken effect. */
  close(): void {
    this.#isClosed = true;
    for (const read of this.#reads) read.abort();
  }

  async read<R extends ReadRoute>(route: R, parameters: Parameters<R>): Promise<Data<R>> {
    return (await this.#page(route, parameters)).data as Data<R>;
  }

  /** All pages of a list. */
  async readAll<R extends ReadRoute>(
    route: R,
    parameters: Parameters<R>,
  ): Promise<Data<R> extends readonly (infer Item)[] ? Item[] : never> {
    const all: unknown[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const answer = await this.#page(route, { ...parameters, per_page: 100, page });
      if (!Array.isArray(answer.data))
        throw new GitHubError('unreachable', `${route} answered with no list.`);
      all.push(...(answer.data as unknown[]));
      if (!answer.next) break;
    }
    return all as Data<R> extends readonly (infer Item)[] ? Item[] : never;
  }

  async write<R extends WriteRoute>(route: R, parameters: Parameters<R>): Promise<Data<R>> {
    return (await this.#call(route, parameters, {})).data as Data<R>;
  }

  async #page(route: Route, parameters: RequestParameters): Promise<{ data: unknown; next: boolean }> {
    const { url } = this.#octokit.request.endpoint(route, parameters);
    const known = this.#remembered.get(url);
    const answer = await this.#call(route, parameters, known ? { 'if-none-match': known.etag } : {});
    if (answer.status === 304 && known) return known;
    const next = /rel="next"/.test(String(answer.headers.link ?? ''));
    const etag = answer.headers.etag;
    this.#remembered.delete(url);
    if (etag !== undefined) this.#remember(url, { etag: String(etag), data: answer.data, next });
    return { data: answer.data, next };
  }

  #remember(url: string, answer: Remembered): void {
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined && this.#remembered.size >= mostRemembered) this.#remembered.delete(oldest);
    this.#remembered.set(url, answer);
  }

  async #call(
    route: Route,
    parameters: RequestParameters,
    headers: Record<string, string>,
  ): Promise<AnswerHead & { data: unknown }> {
    this.#checkPause();
    const authorization = `Bearer ${await this.#readToken()}`;
    if (this.#isClosed)
      throw new GitHubError('unreachable', 'GitHub is not asked any more: this program ends.');
    const over = new AbortController();
    if (route.startsWith('GET ')) this.#reads.add(over);
    void this.#options.clock.sleep(callWithinMs, over.signal).then(() => over.abort());
    try {
      const answer = await this.#octokit.request(route, {
        ...parameters,
        headers: { ...headers, authorization },
        request: { signal: over.signal, redirect: 'manual' },
      });
      this.#quota = quotaIn(answer.headers) ?? this.#quota;
      this.#scopes = scopesIn(answer.headers);
      return classifyAnswer(route, answer);
    } catch (error) {
      const answer = answerOf(error);
      if (answer !== null) this.#quota = quotaIn(answer.headers) ?? this.#quota;
      if (answer?.status === 304) return { ...answer, data: null };
      throw this.#learnt(classifyError(route, error, this.#options.clock.nowMs()));
    } finally {
      this.#reads.delete(over);
      over.abort();
    }
  }

  async #readToken(): Promise<string> {
    try {
      this.#token ??= await this.#options.token();
      return this.#token;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      throw new GitHubError('unauthorized', error.message, { cause: error });
    }
  }

  /** What a failure means for the calls that come. */
  #learnt(failure: GitHubError): GitHubError {
    if (failure.failure === 'unauthorized') this.forgetToken();
    const untilMs = this.#options.clock.bootMs() + (failure.retryAfterMs ?? 0);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
    return failure;
  }

  #checkPause(): void {
    const leftMs = this.#pausedUntilMs - this.#options.clock.bootMs();
    if (leftMs <= 0) return;
    const sentence = `GitHub asked for a pause: ${Math.ceil(leftMs / 1_000)} s are left.`;
    throw new GitHubError('throttled', sentence, { retryAfterMs: leftMs });
  }
}
