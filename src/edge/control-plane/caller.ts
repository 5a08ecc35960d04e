import type { z } from 'zod';
import { type ConnectionPolicy, connectionPolicy } from '../../core/connection-policy.ts';
import type { ProblemCode } from '../../protocol/problem.ts';
import { version } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import { eitherSignal } from '../either-signal.ts';
import { CallBounds } from './call-bounds.ts';
import { CallError, type CallFailure, type DatabaseIdentity } from './call-error.ts';
import { classifyAnswer } from './classify-answer.ts';
import { classifyNetworkError } from './classify-network-error.ts';
import { Connections } from './connections.ts';
import { readBody } from './read-body.ts';
import { Throttles } from './throttles.ts';
import type { Answer, Transport } from './transport.ts';

export interface CallerOptions {
  /** Read for each call: a restarted control plane may be elsewhere. */
  url: () => string;
  /** Read for each call: tokens are replaced while a worker runs. Null sends none. */
  token: () => string | null;
  /** Why there is nobody to ask: then nothing is sent. Read for each call; null when there may be somebody. */
  away?: () => string | null;
  /** Hears that the token was not accepted: another one may be got. */
  refused?: () => void;
  clock: Clock;
  transport?: Transport;
  deadlines?: Partial<Deadlines>;
}

export interface Deadlines {
  /** Until the head of an answer is there, connecting included. */
  headersMs: number;
  /** Between two parts of an answer. */
  idleMs: number;
  /** From the first byte sent to the last byte read. */
  totalMs: number;
  /** Of a call that the control plane may hold: how much later than agreed its answer may come. By the host if absent. */
  graceMs: number;
}

export interface Call<T> {
  method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/…`, ids already encoded. */
  path: string;
  answer: z.ZodType<T>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** How long the control plane may hold the call (long poll); the deadlines count from then. */
  waitMs?: number;
  /** The whole answer has to be there by then, whatever the usual deadlines. */
  withinMs?: number;
  /** The id of the only database whose answer counts; that of `expectDatabase` when absent. */
  onlyFrom?: string | undefined;
  signal?: AbortSignal | undefined;
}
type Head = Omit<Call<unknown>, 'answer'>;

/** An answer, and the database that gave it. */
export interface Answered<T> {
  value: T;
  database: DatabaseIdentity;
}

/** Hears how each call went. */
export interface CallListener {
  answered(): void;
  failed(error: CallError): void;
}

const usual = { headersMs: 5_000, idleMs: 5_000, totalMs: 10_000 };
/** A request with a prompt of 4 MiB, and what was said to it. */
const largestAnswerBytes = 32 * 1024 * 1024;
const largestFailureBytes = 64 * 1024;

/** Makes calls to one control plane and checks their answers. Every failure is a CallError. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #deadlines: Omit<Deadlines, 'graceMs'> & { graceMs?: number };
  readonly #connections = new Connections();
  readonly #throttles: Throttles;
  #database: DatabaseIdentity | null = null;
  #expected: () => DatabaseIdentity | null = () => null;
  #listener: CallListener | null = null;
  #underWay = new AbortController();

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#deadlines = { ...usual, ...options.deadlines };
    this.#throttles = new Throttles(options.clock);
  }

  /** Which database the last answer came from, to whatever call; null before the first. Of several calls at once see `ask`. */
  database(): DatabaseIdentity | null {
    return this.#database;
  }

  url(): string {
    return this.#options.url();
  }

  token(): string | null {
    return this.#options.token();
  }

  /** From now on, answers of another database than this one are `misconfigured`; null believes any. Read for each call. */
  expectDatabase(expected: () => DatabaseIdentity | null): void {
    this.#expected = expected;
  }

  listen(listener: CallListener): void {
    this.#listener = listener;
  }

  policy(): ConnectionPolicy {
    return connectionPolicy(new URL(this.url()).hostname);
  }

  /** Ends every call under way, as `called_off`: who has waited since before an outage waits for nothing. */
  callOff(): void {
    const underWay = this.#underWay;
    this.#underWay = new AbortController();
    underWay.abort();
  }

  async call<T>(call: Call<T>): Promise<T> {
    return (await this.ask(call)).value;
  }

  /** The same, for whom it matters which database has answered this very call. */
  ask<T>(call: Call<T>): Promise<Answered<T>> {
    return this.#bounded(call, async (bounds, signal) => {
      const { totalMs, idleMs } = this.#deadlines;
      bounds.set(call.withinMs ?? totalMs + (call.waitMs ?? 0), 'no whole answer');
      const answer = await this.#send(call, bounds, signal);
      const { value, database } = await this.#classified(call, answer, { bounds, idleMs });
      return { value: this.#accept(call, value), database };
    });
  }

  /** An answer that goes on until the signal ends it. The deadlines hold until its head is there. */
  open(call: Head, signal: AbortSignal): Promise<Answer['body']> {
    return this.#bounded({ ...call, signal }, async (bounds) => {
      const ended = eitherSignal([signal, bounds.signal]);
      const answer = await this.#send(call, bounds, ended.signal);
      if (answer.status === 200 && answer.header('content-type')?.includes('event-stream'))
        return answer.body;
      await this.#classified(call, answer, { bounds, idleMs: this.#deadlines.idleMs });
      throw this.#error('misconfigured', 'misconfigured', `${this.url()} sent no stream of events.`);
    });
  }

  async #send(call: Head, bounds: CallBounds, signal: AbortSignal): Promise<Answer> {
    const { headersMs, graceMs = this.policy().graceMs } = this.#deadlines;
    const held = call.waitMs ?? 0;
    const away = this.#options.away?.() ?? null;
    if (away !== null) throw this.#error('transient', 'unreachable', this.#unreachable(away));
    const inTime = bounds.set(held > 0 ? held + graceMs : headersMs, 'no answer');
    const token = this.token();
    const answer = await (this.#options.transport ?? this.#connections.transport)(
      addressOf(this.url(), call),
      {
        method: call.method,
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        signal,
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      },
    );
    inTime();
    return answer;
  }

  /** The value of an answer; whatever else it is, is thrown. */
  async #classified(
    { onlyFrom }: Head,
    answer: Answer,
    { bounds, idleMs }: { bounds: CallBounds; idleMs: number },
  ): Promise<Answered<unknown>> {
    const { status, header, body } = answer;
    const isFailure = status < 200 || status >= 300;
    let inTime = bounds.set(idleMs, 'nothing more of the answer');
    const onPart = () => {
      inTime();
      inTime = bounds.set(idleMs, 'nothing more of the answer');
    };
    const maxBytes = isFailure ? largestFailureBytes : largestAnswerBytes;
    const { text, whole } = await readBody(body, { maxBytes, onPart });
    const url = this.url();
    if (!whole && !isFailure)
      throw this.#error(
        'transient',
        'unavailable',
        `${url} sent an answer without end: more than ${maxBytes} bytes.`,
      );
    const seen = {
      url,
      status,
      header,
      body: text,
      expected: onlyFrom === undefined ? this.#expected() : { id: onlyFrom, generation: null },
      nowMs: this.#options.clock.nowMs(),
    };
    const classified = classifyAnswer(seen);
    if (classified.kind === 'failed') {
      this.#database = classified.error.database ?? this.#database;
      throw classified.error;
    }
    this.#database = classified.database;
    return classified;
  }

  #accept<T>({ path, answer }: Call<T>, value: unknown): T {
    const parsed = answer.safeParse(value);
    if (parsed.success) return parsed.data;
    const at = parsed.error.issues[0]?.path.join('.') || 'its top';
    const detail = `${this.url()} sent an answer to ${path} that this version (${version}) does not understand, at ${at}.`;
    throw this.#error('misconfigured', 'misconfigured', detail, parsed.error);
  }

  async #bounded<T>(call: Head, use: (bounds: CallBounds, signal: AbortSignal) => Promise<T>): Promise<T> {
    const bounds = new CallBounds(this.#options.clock);
    const own = call.signal ? [call.signal] : [];
    const ended = eitherSignal([bounds.signal, this.#underWay.signal, ...own]);
    try {
      this.#throttles.check(call, this.url());
      const result = await Promise.race([use(bounds, ended.signal), ended.aborted]);
      this.#listener?.answered();
      return result;
    } catch (error) {
      throw this.#failed(call, this.#explain(error, bounds.passed, ended.signal));
    } finally {
      bounds.lift();
      ended.release();
    }
  }

  #failed(call: Head, error: CallError): CallError {
    this.#throttles.remember(call, error);
    // Others on the same way may be as dead as this one, without a word.
    if (error.code === 'unreachable') this.#connections.renew();
    if (error.failure === 'unauthorized') this.#options.refused?.();
    this.#listener?.failed(error);
    return error;
  }

  #explain(error: unknown, passed: string | null, ended: AbortSignal): CallError {
    if (error instanceof CallError) return error;
    if (passed === null && ended.aborted)
      return this.#error('called_off', 'unreachable', `The call to ${this.url()} was called off.`);
    const { failure, why } =
      passed === null ? classifyNetworkError(error) : { failure: 'transient' as const, why: passed };
    const code = failure === 'misconfigured' ? failure : 'unreachable';
    return this.#error(failure, code, this.#unreachable(why), error);
  }

  #unreachable(why: string): string {
    return `The control plane at ${this.url()} cannot be reached: ${why}.`;
  }

  #error(failure: CallFailure, code: ProblemCode, detail: string, cause?: unknown): CallError {
    return new CallError(code, detail, { failure, cause });
  }
}

function addressOf(base: string, { path, query }: Head): URL {
  const address = new URL(path, base);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}
