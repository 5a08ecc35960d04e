import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProblemCode, ProblemError, problemObject } from '../../src/protocol/problem.ts';
import type { Fault, Forwarded } from './faults.ts';

/** Faults that answer at once with something of their own. */
type MadeUp = Exclude<Fault, Forwarded | 'refuse' | 'reset' | 'silent' | 'endless_json' | 'other_database'>;

/** The shortest answers have 25 bytes: they must take longer than any deadline, too. */
const dripEveryMs = 900;
const page = '<!doctype html><title>Gateway</title><h1>Something is in between</h1>';

/** What the control plane's answers carry besides a body; learnt from those that pass. */
export type Identity = Readonly<Record<string, string>>;

/** The status and body of an answer that the control plane never gave. */
export function madeUp(fault: MadeUp, identity: Identity, retryAfterS: number): Made {
  switch (fault) {
    case '401':
      return problem('unauthorized', identity);
    case '403':
      return problem('forbidden', identity);
    case '429':
      return {
        ...problem('unavailable', identity),
        status: 429,
        headers: { ...identity, 'content-type': 'application/problem+json', 'retry-after': `${retryAfterS}` },
      };
    case '500':
      return problem('internal', identity);
    case '404':
    case '409':
    case '410':
      return {
        status: Number(fault),
        headers: { 'content-type': 'application/json' },
        body: '{"error":"x"}',
      };
    case '502_html':
    case '200_html':
      return { status: Number(fault.slice(0, 3)), headers: { 'content-type': 'text/html' }, body: page };
    case 'other_version':
      return {
        status: 200,
        headers: { ...identity, 'content-type': 'application/json' },
        body: '{"answer":{"of":"another version"}}',
      };
    default:
      return fault satisfies never;
  }
}

interface Made {
  status: number;
  headers: Record<string, string>;
  body: string;
}

function problem(code: ProblemCode, identity: Identity): Made {
  const object = problemObject(new ProblemError(code, `The fault proxy says ${code}.`));
  const headers = { ...identity, 'content-type': 'application/problem+json' };
  return { status: object.status, headers, body: JSON.stringify(object) };
}

/** Goes on until nobody listens. */
export async function endless(response: ServerResponse, identity: Identity): Promise<void> {
  response.writeHead(200, { ...identity, 'content-type': 'application/json' });
  await pipeline(Readable.from(manyItems()), response);
}

async function* manyItems(): AsyncGenerator<string> {
  yield '{"items":[0';
  const more = ',0'.repeat(32_768);
  // Not as fast as it can: it would take the processor from who is tested.
  for (;;) {
    await sleep(5);
    yield more;
  }
}

/** Passes an answer of the control plane on, spoilt. */
export async function spoilt(
  fault: Forwarded,
  answer: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bytesOf(answer);
  const half = body.subarray(0, Math.floor(body.length / 2));
  const { 'transfer-encoding': _, ...headers } = answer.headers;
  const status = answer.statusCode ?? 502;
  if (fault === 'lost_answer') return void response.destroy();
  if (fault === 'truncated_json') {
    response.writeHead(status, { ...headers, 'content-length': half.length }).end(half);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': body.length });
  if (fault === 'cut') {
    response.write(half, () => response.destroy());
    return;
  }
  response.flushHeaders();
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(dripEveryMs, undefined, { ref: false });
  }
  response.end();
}

async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part);
  return Buffer.concat(parts);
}
