import { z } from 'zod';
import type { TurnEvent, TurnFailure } from '../../core/turn.ts';

/** What one line of a rollout says. Every line is a sign of life; few say more. */
export interface RolloutLine {
  atMs: number;
  event: TurnEvent | null;
  /** Set on the first line: `subagent` for a conversation that another one started. */
  conversation: 'main' | 'subagent' | null;
}

/** A key of another kind than expected belongs to a line that is none of ours, or to a newer agent. */
const word = z.string().nullish().catch(null);

const payloadSchema = z.object({
  type: word,
  source: z.unknown().optional(),
  last_agent_message: word,
  error: z.unknown().optional(),
  message: z.unknown().optional(),
  codex_error_info: z.unknown().optional(),
  name: word,
  arguments: word,
  call_id: word,
});
type Payload = z.infer<typeof payloadSchema>;

/** As written by Codex 0.169 (seen), and by Every Code 0.6, which puts events into `msg` (read in its source). */
const lineSchema = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  type: z.string(),
  payload: payloadSchema.extend({ msg: payloadSchema.optional().catch(undefined) }),
});

/** Null for a line that is not a record of this format. */
export function parseRolloutLine(text: string): RolloutLine | null {
  const line = lineSchema.safeParse(jsonOf(text));
  if (!line.success) return null;
  const { timestamp, type, payload } = line.data;
  const atMs = Date.parse(timestamp);
  switch (type) {
    case 'session_meta':
      return { atMs, event: null, conversation: isSubagent(payload) ? 'subagent' : 'main' };
    case 'response_item':
      return { atMs, event: callEvent(payload, atMs), conversation: null };
    case 'event_msg':
    case 'event':
      return { atMs, event: turnEvent(payload.msg ?? payload, atMs), conversation: null };
    default:
      return { atMs, event: null, conversation: null };
  }
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
const isSubagent = ({ source }: Payload): boolean => typeof source === 'object' && source !== null;

function turnEvent(payload: Payload, atMs: number): TurnEvent | null {
  const call = payload.call_id ?? '';
  switch (payload.type) {
    case 'task_started':
      return { type: 'started', atMs };
    case 'task_complete':
      return payload.error ? failed(payload.error, atMs) : completed(payload, atMs);
    case 'error':
      return failed(payload, atMs);
    case 'turn_aborted':
      return { type: 'interrupted', atMs };
    case 'exec_approval_request':
    case 'apply_patch_approval_request':
      return { type: 'asked', atMs, call, message: 'The agent waits for an approval in its terminal.' };
    case 'request_user_input':
      return { type: 'asked', atMs, call, message: 'The agent asks a question in its terminal.' };
    case 'exec_command_begin':
    case 'patch_apply_begin':
      return { type: 'answered', atMs, call };
    default:
      return null;
  }
}

const completed = (payload: Payload, atMs: number): TurnEvent => ({
  type: 'completed',
  atMs,
  message: payload.last_agent_message ?? null,
});

/**
 * Codex 0.169 does not record that it asks for an approval, but it does record the call that needs one,
 * with its wish to leave the sandbox; the call's output is the answer.
 */
function callEvent({ type, name, arguments: text, call_id }: Payload, atMs: number): TurnEvent | null {
  const call = call_id ?? '';
  if (type === 'function_call_output') return { type: 'answered', atMs, call };
  if (type !== 'function_call') return null;
  if (name === 'request_user_input') {
    return { type: 'asked', atMs, call, message: 'The agent asks a question in its terminal.' };
  }
  const wish = escalationSchema.safeParse(jsonOf(text ?? ''));
  if (!wish.success) return null;
  const why = wish.data.justification ?? 'no reason given';
  return { type: 'asked', atMs, call, message: `The agent waits for an approval in its terminal: ${why}` };
}

const escalationSchema = z.object({
  sandbox_permissions: z.literal('require_escalated'),
  justification: z.string().optional(),
});

function failed(error: unknown, atMs: number): TurnEvent {
  const { message, codex_error_info: info } = errorSchema.parse(error);
  return { type: 'failed', atMs, message, failure: failureOf(info, message) };
}

const errorSchema = z
  .object({ message: z.string(), codex_error_info: z.unknown().optional() })
  .catch({ message: 'The turn failed; its error could not be read.', codex_error_info: null });

/** Seen: 401 as an object with its status, 429 as `usage_limit_exceeded`, 500 as `internal_server_error`. */
function failureOf(info: unknown, message: string): TurnFailure {
  const http = httpFailureSchema.safeParse(info);
  const status = http.success ? http.data.http_connection_failed.http_status_code : statusIn(message);
  if (status === 401 || status === 403 || info === 'unauthorized') return 'unauthorized';
  return status !== null || providerErrors.some((known) => known === info) ? 'provider' : 'other';
}

const httpFailureSchema = z.object({ http_connection_failed: z.object({ http_status_code: z.int() }) });

const providerErrors = ['usage_limit_exceeded', 'internal_server_error', 'server_overloaded'];

/** Every Code's error has nothing but its text: `unexpected status 401 Unauthorized: …`. */
function statusIn(message: string): number | null {
  const status = /^unexpected status (\d{3})\b/.exec(message)?.[1];
  return status === undefined ? null : Number(status);
}
