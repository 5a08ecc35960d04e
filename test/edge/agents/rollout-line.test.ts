import { describe, expect, test } from 'vitest';
import { parseRolloutLine } from '../../../src/edge/agents/rollout-line.ts';

const timestamp = '2026-11-22T10:07:43.506Z';
const atMs = Date.parse(timestamp);
const parse = (type: string, payload: object) =>
  parseRolloutLine(JSON.stringify({ timestamp, type, payload }));

describe('a rollout line of Codex', () => {
  test('that begins a conversation says whether a person or an agent began it', () => {
    expect(parse('session_meta', { id: 'x', source: 'cli' })?.conversation).toBe('main');
    expect(parse('session_meta', { id: 'x', source: { subagent: 'review' } })?.conversation).toBe('subagent');
    expect(parse('session_meta', { id: 'x' })?.conversation).toBe('main');
  });

  test('that completes a turn has its last word', () => {
    const line = parse('event_msg', { type: 'task_complete', turn_id: 't', last_agent_message: 'Done.' });
    expect(line).toEqual({ atMs, conversation: null, event: { type: 'completed', atMs, message: 'Done.' } });
  });

  test.each([
    ['unauthorized', 'unexpected status 401', { http_connection_failed: { http_status_code: 401 } }],
    ['unauthorized', 'unexpected status 403', { http_connection_failed: { http_status_code: 403 } }],
    ['provider', 'unexpected status 502', { http_connection_failed: { http_status_code: 502 } }],
    ['provider', 'You’ve hit your usage limit.', 'usage_limit_exceeded'],
    ['provider', 'We’re currently experiencing high demand.', 'internal_server_error'],
    ['other', 'Missing environment variable: `KEY`.', 'other'],
  ])('that fails a turn tells %s from the rest (%s)', (failure, message, codex_error_info) => {
    const error = { message, codex_error_info };
    const line = parse('event_msg', { type: 'task_complete', last_agent_message: null, error });
    expect(line?.event).toEqual({ type: 'failed', atMs, message, failure });
  });

  test('with an error of an unknown shape is a failure all the same', () => {
    const line = parse('event_msg', { type: 'task_complete', last_agent_message: 'Hm.', error: 'boom' });
    expect(line?.event).toMatchObject({ type: 'failed', failure: 'other' });
  });

  test('with a call that wants to leave the sandbox is a question, and its output the answer', () => {
    const wish = JSON.stringify({
      cmd: 'x',
      sandbox_permissions: 'require_escalated',
      justification: 'May I?',
    });
    const call = { type: 'function_call', name: 'exec_command', call_id: 'c1', arguments: wish };
    expect(parse('response_item', call)?.event).toMatchObject({
      type: 'asked',
      call: 'c1',
      message: expect.stringContaining('May I?'),
    });
    const output = { type: 'function_call_output', call_id: 'c1', output: 'done' };
    expect(parse('response_item', output)?.event).toEqual({ type: 'answered', atMs, call: 'c1' });
  });

  test('with an ordinary call says nothing about the turn', () => {
    const call = { type: 'function_call', name: 'exec_command', call_id: 'c1', arguments: '{"cmd":"ls"}' };
    expect(parse('response_item', call)).toEqual({ atMs, event: null, conversation: null });
    expect(parse('response_item', { ...call, arguments: 'not json' })?.event).toBeNull();
    expect(parse('response_item', { ...call, arguments: { cmd: 'ls' } })?.event).toBeNull();
  });

  test.each(['', 'null', '[]', '{"timestamp":"2026-11', '{"timestamp":"yesterday","type":"x","payload":{}}'])(
    'that is none is passed over: %j',
    (text) => {
      expect(parseRolloutLine(text)).toBeNull();
    },
  );
});

describe('a rollout line of Every Code', () => {
  const event = (msg: object) => parse('event', { id: '1', event_seq: 4, msg })?.event;

  test('has its event in `msg`', () => {
    expect(event({ type: 'task_started' })).toEqual({ type: 'started', atMs });
    expect(event({ type: 'turn_aborted', reason: 'interrupted' })).toEqual({ type: 'interrupted', atMs });
    expect(event({ type: 'task_complete', last_agent_message: null })).toEqual({
      type: 'completed',
      atMs,
      message: null,
    });
  });

  test('with an error has nothing but its text to tell a refused login', () => {
    expect(event({ type: 'error', message: 'unexpected status 401 Unauthorized: no' })).toMatchObject({
      type: 'failed',
      failure: 'unauthorized',
    });
    expect(event({ type: 'error', message: 'stream closed: status 401 or so' })).toMatchObject({
      failure: 'other',
    });
  });

  test('with a request for approval is a question until the command begins', () => {
    expect(event({ type: 'exec_approval_request', call_id: 'c1' })).toMatchObject({
      type: 'asked',
      call: 'c1',
    });
    expect(event({ type: 'exec_command_begin', call_id: 'c1' })).toEqual({
      type: 'answered',
      atMs,
      call: 'c1',
    });
  });
});
