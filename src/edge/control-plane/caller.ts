import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { eitherSignal } from '../either-signal.ts';
import { CallError, type DatabaseIdentity } from './call-error.ts';
import { failedAnswer, notAControlPlane } from './classify-answer.ts';

/** Carries a request to the control plane: `fetch`, or an application in this process. */
export type Transport = (request: Request) => Response | Promise<Response>;

export interface CallerOptions {
  /** Read for each call: a restarted control plane may be elsewhere. */
  url: () => string;
  /** Read for each call: tokens are replaced while a worker runs. Null sends none. */
  token: () => string | null;
  clock: Clock;
  transport?: Transport;
  /** From the first byte sent to the last byte read. */
  deadlineMs?: number;
}

export interface Call<T> {
  method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/…`, ids already encoded. */
  path: string;
  answer: z.ZodType<T>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** How long the control plane may hold the call (long poll); added to the deadline. */
  waitMs?: number;
  signal?: AbortSignal | undefined;
}

const usualDeadlineMs = 10_000;

/** Makes calls to one control plane and checks their answers. Every failure is a CallError. */
export class Caller {
  readonly #options: CallerOptions;
  #database: DatabaseIdentity | null = null;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Which database the last answer came from; null before the first. */
  database(): DatabaseIdentity | null {
    return this.#database;
  }

  url(): string {
    return this.#options.url();
  }

  async call<T>(call: Call<T>): Promise<T> {
    return this.#withDeadline(call, async (signal) => {
      const response = await this.#send(call, signal);
      return this.#parse(call, response, await readJson(response));
    });
  }

  /** An answer that goes on: the deadline holds until its headers are there. */
  async open(call: Omit<Call<unknown>, 'answer'>, signal: AbortSignal): Promise<Response> {
    const response = await this.#withDeadline({ ...call, signal }, () => this.#send(call, signal));
    if (!response.ok) throw this.#failed(response, await readJson(response));
    this.#remember(response);
    return response;
  }

  async #send(call: Omit<Call<unknown>, 'answer'>, signal: AbortSignal): Promise<Response> {
    const token = this.#options.token();
    const request = new Request(addressOf(this.url(), call), {
      method: call.method,
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      redirect: 'error',
      signal,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    return await (this.#options.transport ?? fetch)(request);
  }

  #parse<T>(call: Call<T>, response: Response, body: unknown): T {
    if (!response.ok) throw this.#failed(response, body);
    const database = this.#remember(response);
    const parsed = call.answer.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new CallError(
      'unavailable',
      `${this.url()} sent an answer to ${call.path} that is not understood.`,
      {
        failure: 'transient',
        database,
        cause: parsed.error,
      },
    );
  }

  #remember(response: Response): DatabaseIdentity {
    const database = databaseOf(response);
    if (database === null) throw notAControlPlane(this.url(), 'no header planeguard-database');
    this.#database = database;
    return database;
  }

  #failed(response: Response, body: unknown): CallError {
    const database = databaseOf(response);
    if (database) this.#database = database;
    const retryAfter = response.headers.get('retry-after');
    return failedAnswer({ url: this.url(), status: response.status, retryAfter, body, database });
  }

  async #withDeadline<T>(
    call: { waitMs?: number; signal?: AbortSignal | undefined },
    use: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadlineMs = (this.#options.deadlineMs ?? usualDeadlineMs) + (call.waitMs ?? 0);
    const over = new AbortController();
    const answered = new AbortController();
    void this.#options.clock.sleep(deadlineMs, answered.signal).then(() => over.abort());
    const ended = eitherSignal(call.signal ? [over.signal, call.signal] : [over.signal]);
    try {
      return await Promise.race([use(ended.signal), ended.aborted]);
    } catch (error) {
      throw this.#explain(error, over.signal.aborted ? deadlineMs : null, call.signal);
    } finally {
      answered.abort();
      ended.release();
    }
  }

  #explain(error: unknown, lateMs: number | null, signal: AbortSignal | undefined): CallError {
    if (error instanceof CallError) return error;
    const url = this.url();
    if (signal?.aborted) {
      return new CallError('unreachable', `The call to ${url} was called off.`, { failure: 'called_off' });
    }
    const why = lateMs === null ? networkReason(error) : `no answer within ${lateMs / 1_000} s`;
    return new CallError('unreachable', `The control plane at ${url} cannot be reached: ${why}.`, {
      failure: 'transient',
      cause: error,
    });
  }
}

function addressOf(base: string, { path, query }: { path: string; query?: Call<unknown>['query'] }): URL {
  const address = new URL(path, base);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

/** The body as JSON; undefined when it is none, which no schema accepts. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function databaseOf(response: Response): DatabaseIdentity | null {
  const id = response.headers.get('planeguard-database');
  const generation = Number(response.headers.get('planeguard-generation') ?? '');
  return id !== null && Number.isSafeInteger(generation) ? { id, generation } : null;
}

/** undici says `fetch failed` and hides the cause below it. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
