import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterTurnEvent, noTurn, type TurnRecord } from '../../core/turn.ts';
import { hasCode } from '../files.ts';
import type { AgentFacts, AgentFollower } from './agent.ts';
import { GrowingFile } from './growing-file.ts';
import { parseRolloutLine } from './rollout-line.ts';

interface Rollout {
  file: GrowingFile;
  record: TurnRecord;
  conversation: 'main' | 'subagent';
  lastRecordMs: number | null;
  atEnd: boolean;
}

/** An earlier attempt's rollout that was taken over: its turns up to `bytes` are not this session's. */
export interface TakenOver {
  path: string;
  bytes: number;
}

/**
 * Follows the rollouts below an agent's home: `sessions/YYYY/MM/DD/rollout-<time>-<conversation id>.jsonl`.
 * The newest conversation that a person could see counts; its subagents only show that work goes on.
 */
export class RolloutFollower implements AgentFollower {
  readonly #sessions: string;
  readonly #takenOver: TakenOver | null;
  readonly #rollouts = new Map<string, Rollout>();

  constructor(sessions: string, takenOver: TakenOver | null) {
    this.#sessions = sessions;
    this.#takenOver = takenOver;
  }

  read(): AgentFacts {
    for (const path of rolloutPaths(this.#sessions)) this.#readOne(path);
    const newest = this.#newestMain();
    if (newest === null) return { turn: { state: 'unknown' }, conversation: null, lastRecordMs: null };
    const [path, { record, atEnd }] = newest;
    return {
      turn: atEnd ? record.turn : { state: 'unknown' },
      conversation: conversationId(path),
      lastRecordMs: this.#lastRecordMs(),
    };
  }

  #readOne(path: string): void {
    const rollout = this.#rollouts.get(path) ?? this.#open(path);
    this.#rollouts.set(path, rollout);
    const more = rollout.file.read();
    rollout.atEnd = more?.atEnd ?? false;
    for (const text of more?.lines ?? []) take(rollout, text);
  }

  #open(path: string): Rollout {
    const offset = path === this.#takenOver?.path ? this.#takenOver.bytes : 0;
    const file = new GrowingFile(path, offset);
    return { file, record: noTurn, conversation: 'main', lastRecordMs: null, atEnd: false };
  }

  /** Names begin with the time, so the greatest path is the newest. */
  #newestMain(): [string, Rollout] | null {
    const mains = [...this.#rollouts].filter(([, rollout]) => rollout.conversation === 'main');
    return mains.reduce<[string, Rollout] | null>(
      (newest, entry) => (newest === null || entry[0] > newest[0] ? entry : newest),
      null,
    );
  }

  #lastRecordMs(): number | null {
    const times = [...this.#rollouts.values()].map((rollout) => rollout.lastRecordMs ?? 0);
    const latest = Math.max(0, ...times);
    return latest === 0 ? null : latest;
  }
}

function take(rollout: Rollout, text: string): void {
  const line = parseRolloutLine(text);
  if (line === null) return;
  rollout.lastRecordMs = line.atMs;
  if (line.conversation !== null) rollout.conversation = line.conversation;
  if (line.event !== null) rollout.record = afterTurnEvent(rollout.record, line.event);
}

/** Every rollout below a `sessions` folder; none when it cannot be read. */
export function rolloutPaths(sessions: string): string[] {
  try {
    const names = readdirSync(sessions, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => rolloutName.test(basename(name))).map((name) => join(sessions, name));
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES')) return [];
    throw error;
  }
}

const rolloutName = /^rollout-.*-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/;

export const conversationId = (path: string): string | null => rolloutName.exec(basename(path))?.[1] ?? null;
