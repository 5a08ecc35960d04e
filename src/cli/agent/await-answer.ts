import { watch } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Clock } from '../../edge/clock.ts';
import { readIfThere } from '../../edge/files.ts';
import {
  type SpoolAnswer,
  type SpoolProgress,
  spoolAnswerSchema,
  spoolProgressSchema,
} from '../../protocol/spool.ts';

export interface AwaitedAnswer {
  spool: string;
  id: string;
  /** How long a worker that has not begun with the command is waited for. */
  noticedWithinMs: number;
  /** How long one that is at work on it is waited for. */
  withinMs: number;
  clock: Clock;
}

/** `message` says why it waits, where the worker has said so. */
export type Awaited = { kind: 'answered'; answer: SpoolAnswer } | { kind: 'queued'; message: string | null };

/** How often to look where the file system tells nothing. */
const lookEveryMs = 200;

/** The worker's answer; `queued` as soon as it says that it cannot carry the command out yet, or says nothing in time. */
export async function awaitAnswer(awaited: AwaitedAnswer): Promise<Awaited> {
  const { spool, clock } = awaited;
  const startedMs = clock.bootMs();
  let changed = new AbortController();
  const watcher = watch(spool, () => changed.abort());
  watcher.on('error', () => watcher.close());
  try {
    for (;;) {
      changed = new AbortController();
      const seen = look(awaited, clock.bootMs() - startedMs);
      if (seen !== null) return seen;
      await clock.sleep(lookEveryMs, changed.signal);
    }
  } finally {
    watcher.close();
  }
}

/** Null while it is worth waiting. */
function look({ spool, id, noticedWithinMs, withinMs }: AwaitedAnswer, waitedMs: number): Awaited | null {
  const answer = read(join(spool, `${id}.answer.json`), spoolAnswerSchema);
  if (answer !== null) return { kind: 'answered', answer };
  const progress: SpoolProgress | null = read(join(spool, `${id}.progress.json`), spoolProgressSchema);
  if (progress?.state === 'waits') return { kind: 'queued', message: progress.message };
  const patienceMs = progress === null ? noticedWithinMs : withinMs;
  return waitedMs >= patienceMs ? { kind: 'queued', message: null } : null;
}

function read<T>(path: string, schema: z.ZodType<T>): T | null {
  const text = readIfThere(path);
  return text === null ? null : schema.parse(JSON.parse(text));
}
