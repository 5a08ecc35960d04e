import { z } from 'zod';
import type { TurnEvent, TurnFailure } from '../../core/turn.ts';

/** What one line of a Codex rollout says. Every line is a sign of life; few say more. */
export interface RolloutLine {
  atMs: number;
  event: TurnEvent | null;
  /** Set on the first line: `subagent` for a conversation that another one started. */
  conversation: 'main' | 'subagent' | null;
}

/** A key of another kind than expected belongs to a line that is none of ours, or to a newer Codex. */
const word = z.string().nullish().catch(null);

/** As written by Codex 0.169. */
const lineSchema = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  type: z.string(),
  payload: z.object({
    type: word,
    source: z.unknown().optional(),
    last_agent_message: word,
    error: z.unknown().optional(),
    name: word,
    arguments: word,
    call_id: word,
  }),
});
type Line = z.infer<typeof lineSchema>;

/** Null for a line that is not a record of this format. */
export function parseRolloutLine(text: string): RolloutLine | null {
  const line = lineSchema.safeParse(jsonOf(text));
  if (!line.success) return null;
  const atMs = Date.parse(line.data.timestamp);
  return { atMs, event: eventOf(line.data, atMs), conversation: conversationOf(line.data) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A person's own session has a word as its source (`cli`); a subagent's is an object. */
function conversationOf({ type, payload }: Line): RolloutLine['conversation'] {
  if (type !== 'session_meta') return null;
  return typeof payload.source === 'object' && payload.source !== null ? 'subagent' : 'main';
}

function eventOf({ type, payload }: Line, atMs: number): TurnEvent | null {
  const call = payload.call_id ?? '';
  if (type === 'response_item' && payload.type === 'function_call') return questionOf(payload, call, atMs);
  if (type === 'response_item' && payload.type === 'function_call_output') {
    return { type: 'answered', atMs, call };
  }
  if (type !== 'event_msg') return null;
  switch (payload.type) {
    case 'task_started':
      return { type: 'started', atMs };
    case 'task_complete':
      return endOf(payload, atMs);
    case 'turn_aborted':
      return { type: 'interrupted', atMs };
    default:
      return null;
  }
}

function endOf({ error, last_agent_message }: Line['payload'], atMs: number): TurnEvent {
  if (error === undefined || error === null) {
    return { type: 'completed', atMs, message: last_agent_message ?? '' };
  }
  const { message, codex_error_info: info } = errorSchema.parse(error);
  return { type: 'failed', atMs, message, failure: failureOf(info) };
}

const errorSchema = z
  .object({ message: z.string(), codex_error_info: z.unknown().optional() })
  .catch({ message: 'The turn failed; the error could not be read.', codex_error_info: null });

/**
 * A call that a person has to answer: approval requests themselves are not in the rollout,
 * but the call that needs one is, with its wish to leave the sandbox (Codex 0.169).
 */
function questionOf(
  { name, arguments: text }: Line['payload'],
  call: string,
  atMs: number,
): TurnEvent | null {
  if (name === 'request_user_input') {
    return { type: 'asked', atMs, call, message: 'The agent asks a question in its terminal.' };
  }
  const wish = escalationSchema.safeParse(jsonOf(text ?? ''));
  if (!wish.success) return null;
  const message = `The agent waits for an approval in its terminal: ${wish.data.justification ?? 'no reason given'}`;
  return { type: 'asked', atMs, call, message };
}

const escalationSchema = z.object({
  sandbox_permissions: z.literal('require_escalated'),
  justification: z.string().optional(),
});

/** Seen: 401 as an object with its status, 429 as `usage_limit_exceeded`, 500 as `internal_server_error`. */
function failureOf(info: unknown): TurnFailure {
  const http = httpFailureSchema.safeParse(info);
  if (http.success)
    return refusals.includes(http.data.http_connection_failed.http_status_code) ? 'unauthorized' : 'provider';
  if (info === 'unauthorized') return 'unauthorized';
  return providerErrors.some((known) => known === info) ? 'provider' : 'other';
}

const httpFailureSchema = z.object({ http_connection_failed: z.object({ http_status_code: z.int() }) });

/** Trying again with the same login helps with neither. */
const refusals = [401, 403];

const providerErrors = ['usage_limit_exceeded', 'internal_server_error', 'server_overloaded'];
