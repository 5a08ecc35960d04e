import type { DropLine } from '../../protocol/salvage.ts';
import type { Worker } from '../../worker/worker.ts';

const question = 'drop salvage ';

export const dropQuestion = (attemptId: string): string => `${question}${attemptId}`;

/** The attempt whose salvage is to go; null for another question. */
export const dropQuestionOf = (line: string): string | null =>
  line.startsWith(question) ? line.slice(question.length) : null;

/** What a running worker answers on its socket. A failure is a line, too. */
export async function answerDrop(
  worker: Worker,
  attemptId: string,
  sayLine: (line: string) => void,
): Promise<void> {
  const say = (line: DropLine) => sayLine(JSON.stringify(line));
  try {
    say({ dropped: await worker.dropSalvage(attemptId) });
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) });
  }
}
