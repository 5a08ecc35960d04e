import { connect } from 'node:net';
import type { Answer } from '../../core/doctor/judge-control-plane.ts';
import type { Clock } from '../clock.ts';
import { eitherSignal } from '../either-signal.ts';

const connectWithinMs = 2_000;
const answerWithinMs = 3_000;

/**
 * Asks an address who is there, without a token: first for a connection, then for `/readyz`. Takes 5 s at most.
 * Every failure is a value.
 */
export async function probeControlPlane(url: string, clock: Clock): Promise<Answer> {
  const why = await connectionTrouble(new URL(url), clock);
  if (why !== null) return { kind: 'no_connection', why };
  const over = new AbortController();
  const answered = new AbortController();
  void clock.sleep(answerWithinMs, answered.signal).then(() => over.abort());
  const ended = eitherSignal([over.signal]);
  try {
    return await Promise.race([ask(url, clock, ended.signal), ended.aborted]);
  } catch (error) {
    if (over.signal.aborted) return { kind: 'no_answer', withinMs: answerWithinMs };
    return { kind: 'no_connection', why: reason(error) };
  } finally {
    answered.abort();
    ended.release();
  }
}

/** Why there is no connection; null when there is one. The name is resolved on the way. */
async function connectionTrouble({ hostname, port, protocol }: URL, clock: Clock): Promise<string | null> {
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  });
  const { promise, resolve } = Promise.withResolvers<string | null>();
  socket.once('connect', () => resolve(null));
  socket.once('error', (error) => resolve(reason(error)));
  const connected = new AbortController();
  const late = clock
    .sleep(connectWithinMs, connected.signal)
    .then(() => `no connection within ${connectWithinMs / 1_000} s`);
  try {
    return await Promise.race([promise, late]);
  } finally {
    connected.abort();
    socket.destroy();
  }
}

async function ask(url: string, clock: Clock, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(new URL('/readyz', url), { redirect: 'manual', signal });
  await response.body?.cancel();
  const id = response.headers.get('planeguard-database');
  const generation = Number(response.headers.get('planeguard-generation') ?? '');
  if (id === null || !Number.isSafeInteger(generation)) {
    const type = response.headers.get('content-type') ?? 'no content type';
    return { kind: 'foreign', what: `status ${response.status}, ${type}, no header planeguard-database` };
  }
  const saidMs = Date.parse(response.headers.get('date') ?? '');
  const skewMs = Number.isNaN(saidMs) ? null : saidMs - clock.nowMs();
  return { kind: 'control_plane', database: { id, generation }, isReady: response.ok, skewMs };
}

/** undici says `fetch failed` and hides the cause below it; several addresses that fail are an AggregateError. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
