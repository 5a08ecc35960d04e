import { type Problem, type ProblemCode, problemSchema } from '../../protocol/problem.ts';
import { apiVersion, version } from '../../protocol/version.ts';
import {
  CallError,
  type CallFailure,
  type DatabaseIdentity,
  type ExpectedDatabase,
  isExpected,
} from './call-error.ts';
import { foundThere } from './found-there.ts';
import { retryAfterMs } from './retry-after.ts';

/** An answer as it came, with what is needed to say what it means. */
export interface SeenAnswer {
  url: string;
  status: number;
  header: (name: string) => string | null;
  /** Of a failure the beginning is enough. */
  body: string;
  /** Which database must answer, since it has granted leases; null when any may. */
  expected: ExpectedDatabase | null;
  /** Wall clock, milliseconds. */
  nowMs: number;
}

export type Classified =
  | { kind: 'answered'; value: unknown; database: DatabaseIdentity }
  | { kind: 'failed'; error: CallError };

/** An answer with all that its meaning depends on. */
interface Read extends SeenAnswer {
  database: DatabaseIdentity | null;
  /** Undefined where the body is no JSON. */
  json: unknown;
  problem: Problem | null;
}

/** What an answer means: one of the failure classes, or a value that its schema has still to accept. */
export function classifyAnswer(answer: SeenAnswer): Classified {
  const json = jsonOf(answer.body);
  const problem = problemSchema.safeParse(json).data ?? null;
  const read: Read = { ...answer, json, problem, database: databaseOf(answer.header) };
  const failure = failureOf(read);
  if (failure === null && read.database !== null)
    return { kind: 'answered', value: json, database: read.database };
  return { kind: 'failed', error: errorOf(read, failure ?? 'misconfigured') };
}

/** The table of failure classes; the first row that fits counts. Null for none. */
function failureOf(read: Read): CallFailure | null {
  const { status, problem, database } = read;
  if (status === 429 || (status === 403 && read.header('retry-after') !== null)) return 'throttled';
  if (isAnother(read)) return 'misconfigured';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 408 || status >= 500) return 'transient';
  if (database === null || otherApi(read) !== null) return 'misconfigured';
  if (status >= 200 && status < 300) return failureOfSuccess(read);
  if (isCut(read)) return 'transient';
  return problem === null || problem.code === 'no_such_route' ? 'misconfigured' : 'refused';
}

/** It says that it is JSON, and is not: the rest of it was lost. */
const isCut = ({ header, json }: Read): boolean =>
  json === undefined && /\bjson\b/i.test(header('content-type') ?? '');

function failureOfSuccess({ header, json }: Read): CallFailure | null {
  const type = header('content-type');
  if (type !== null && !/\bjson\b/i.test(type)) return 'misconfigured';
  return json === undefined ? 'transient' : null;
}

function errorOf(read: Read, failure: CallFailure): CallError {
  const { problem, database, header, nowMs } = read;
  const waitMs = retryAfterMs(header('retry-after'), { date: header('date'), nowMs });
  return new CallError(codeOf(failure, problem), sentence(read, failure, waitMs), {
    failure,
    database,
    retryAfterMs: failure === 'throttled' ? waitMs : null,
    ...(problem?.errors ? { errors: problem.errors } : {}),
  });
}

function codeOf(failure: CallFailure, problem: Problem | null): ProblemCode {
  if (failure === 'misconfigured') return 'misconfigured';
  if (failure === 'throttled') return 'unavailable';
  return problem?.code ?? (failure === 'unauthorized' ? 'unauthorized' : 'unavailable');
}

function sentence(read: Read, failure: CallFailure, waitMs: number | null): string {
  const { url, problem, status } = read;
  if (failure === 'throttled') {
    const pause = waitMs === null ? 'a pause' : `a pause of ${Math.ceil(waitMs / 1_000)} s`;
    return `The control plane at ${url} asks for ${pause} (status ${status}).`;
  }
  if (failure === 'misconfigured') return misconfigured(read);
  if (problem !== null) return problem.detail;
  return failure === 'unauthorized'
    ? `${url} does not accept the token: found ${foundThere(read)}. Check the token, and whether a control plane answers there.`
    : `The control plane at ${url} cannot answer: found ${foundThere(read)}.`;
}

function misconfigured(read: Read): string {
  const { url, database, expected, problem } = read;
  if (database !== null && expected !== null && isAnother(read))
    return `${url} is another control plane than the one that granted this worker's leases: found ${named(database)} instead of ${named(expected)}. Sessions go on until their deadline. Start the right one there, or stop them: planeguard down.`;
  const api = database === null ? null : otherApi(read);
  if (api !== null)
    return `${url} speaks version ${api} of the API, this program (${version}) version ${apiVersion}: update the older of both.`;
  if (problem?.code === 'no_such_route')
    return `The control plane at ${url} is not of this program's version (${version}): ${problem.detail}`;
  return `${url} is not a control plane: found ${foundThere(read)}. Check the URL, and what stands in between.`;
}

const named = ({ id, generation }: ExpectedDatabase): string =>
  generation === null ? `database ${id}` : `database ${id}, generation ${generation}`;

const isAnother = ({ database, expected }: Read): boolean =>
  database !== null && expected !== null && !isExpected(database, expected);

/** A control plane that does not say which version it speaks is of the first. */
function otherApi({ header }: Read): string | null {
  const said = header('planeguard-api') ?? '1';
  return said === String(apiVersion) ? null : said.slice(0, 20);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function databaseOf(header: SeenAnswer['header']): DatabaseIdentity | null {
  const id = header('planeguard-database');
  const generation = Number(header('planeguard-generation') ?? 'none');
  return id !== null && Number.isSafeInteger(generation) ? { id, generation } : null;
}
