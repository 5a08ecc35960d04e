import { ProblemError } from '../../protocol/problem.ts';
import { readTextFile } from '../read-text-file.ts';
import type { RequestOptions } from './request-options.ts';

/** The prompt of --prompt or --prompt-file. Throws `usage` when there is none, or both. */
export function promptOf({ prompt, promptFile }: RequestOptions): string {
  if (prompt !== undefined && promptFile !== undefined) {
    throw new ProblemError('usage', 'Give either --prompt or --prompt-file, not both.');
  }
  const text = promptFile === undefined ? prompt : readTextFile(promptFile);
  if (text === undefined) {
    throw new ProblemError('usage', 'What is to be done? Give --prompt TEXT or --prompt-file FILE.');
  }
  if (text.trim() === '') throw new ProblemError('usage', 'The prompt is empty. Say what is to be done.');
  return text;
}

/** The number of --issue. Throws `usage` when it is none. */
export function issueOf({ issue }: RequestOptions): number | undefined {
  if (issue === undefined) return undefined;
  const number = /^#?(\d{1,9})$/.exec(issue)?.[1];
  if (number && Number(number) > 0) return Number(number);
  throw new ProblemError('usage', `--issue takes a number, not ${JSON.stringify(issue)}.`);
}
