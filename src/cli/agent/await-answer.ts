import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../edge/clock.ts';
import { readIfThere } from '../../edge/files.ts';
import { type SpoolAnswer, spoolAnswerSchema } from '../../protocol/spool.ts';

export interface AwaitedAnswer {
  spool: string;
  id: string;
  withinMs: number;
  clock: Clock;
}

/** How often to look where the file system tells nothing. */
const lookEveryMs = 200;

/** The worker's answer, or null when none came in time: the command stays queued. */
export async function awaitAnswer({
  spool,
  id,
  withinMs,
  clock,
}: AwaitedAnswer): Promise<SpoolAnswer | null> {
  const path = join(spool, `${id}.answer.json`);
  const endMs = clock.bootMs() + withinMs;
  let changed = new AbortController();
  const watcher = watch(spool, () => changed.abort());
  watcher.on('error', () => watcher.close());
  try {
    for (;;) {
      changed = new AbortController();
      const answer = readAnswer(path);
      if (answer !== null || clock.bootMs() >= endMs) return answer;
      await clock.sleep(lookEveryMs, changed.signal);
    }
  } finally {
    watcher.close();
  }
}

function readAnswer(path: string): SpoolAnswer | null {
  const text = readIfThere(path);
  return text === null ? null : spoolAnswerSchema.parse(JSON.parse(text));
}
