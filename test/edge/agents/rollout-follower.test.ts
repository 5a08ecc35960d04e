import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RolloutFollower } from '../../../src/edge/agents/rollout-follower.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const first = '01a202bb-46c5-7e13-8504-ea3ec298d128';
const second = '01a202bf-9dd8-76d3-9fed-ac968c6ea66a';
const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();

const meta = (source: unknown) => ({ timestamp: at(0), type: 'session_meta', payload: { source } });
const event = (type: string, second: number) => ({
  timestamp: at(second),
  type: 'event_msg',
  payload: { type },
});

function rollout(sessions: string, name: string, lines: object[]): string {
  const path = join(sessions, '2026/11/22', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

describe('following rollouts', () => {
  test('knows nothing while there is none', () => {
    const follower = new RolloutFollower(join(temporaryFolder(), 'sessions'), null);
    const nothing = { turn: { state: 'unknown' }, conversation: null, lastRecordMs: null };
    expect(follower.read()).toEqual(nothing);
  });

  test('sees the conversation that a person began last', () => {
    const sessions = temporaryFolder();
    rollout(sessions, `rollout-2026-11-22T10-00-00-${first}.jsonl`, [meta('cli'), event('task_complete', 1)]);
    rollout(sessions, `rollout-2026-11-22T10-00-05-${second}.jsonl`, [meta('cli'), event('task_started', 6)]);
    const { turn, conversation } = new RolloutFollower(sessions, null).read();
    expect(conversation).toBe(second);
    expect(turn).toEqual({ state: 'working', sinceMs: Date.parse(at(6)) });
  });

  test('takes a subagent for a sign of work only', () => {
    const sessions = temporaryFolder();
    rollout(sessions, `rollout-2026-11-22T10-00-00-${first}.jsonl`, [meta('cli'), event('task_started', 1)]);
    const subagent = [meta({ subagent: 'review' }), event('task_complete', 7)];
    rollout(sessions, `rollout-2026-11-22T10-00-05-${second}.jsonl`, subagent);
    expect(new RolloutFollower(sessions, null).read()).toEqual({
      turn: { state: 'working', sinceMs: Date.parse(at(1)) },
      conversation: first,
      lastRecordMs: Date.parse(at(7)),
    });
  });

  test('leaves out what an earlier attempt did in the same conversation', () => {
    const sessions = temporaryFolder();
    const lines = [meta('cli'), event('task_started', 1), event('task_complete', 2)];
    const path = rollout(sessions, `rollout-2026-11-22T10-00-00-${first}.jsonl`, lines);
    const bytes = lines.reduce((sum, line) => sum + JSON.stringify(line).length + 1, 0);
    const follower = new RolloutFollower(sessions, { path, bytes });
    expect(follower.read().turn).toEqual({ state: 'unknown' });
    rollout(sessions, `rollout-2026-11-22T10-00-00-${first}.jsonl`, [...lines, event('task_started', 9)]);
    expect(follower.read()).toMatchObject({ turn: { state: 'working' }, conversation: first });
  });

  test('says unknown, not the state of an hour ago, while it catches up with a long record', () => {
    const sessions = temporaryFolder();
    const filler = {
      timestamp: at(3),
      type: 'response_item',
      payload: { type: 'message', text: 'x'.repeat(1e6) },
    };
    const lines = [
      meta('cli'),
      event('task_complete', 2),
      ...Array(5).fill(filler),
      event('task_started', 4),
    ];
    rollout(sessions, `rollout-2026-11-22T10-00-00-${first}.jsonl`, lines);
    const follower = new RolloutFollower(sessions, null);
    expect(follower.read().turn).toEqual({ state: 'unknown' });
    expect(follower.read().turn).toMatchObject({ state: 'working' });
  });
});
