import { CommanderError } from 'commander';
import { type Problem, ProblemError, problemObject, problems } from '../protocol/problem.ts';
import type { Hint } from './output/hints-for.ts';
import { withoutControls } from './output/plain.ts';

/** Says on stderr what went wrong, as a sentence or as a problem object, and returns the exit code. `hint` changes the commands in a sentence. */
export function reportError(error: unknown, json: boolean, hint: Hint = (text) => text): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const problem = asProblem(error);
  process.stderr.write(
    json ? `${JSON.stringify(documentOf(problem, hint))}\n` : withoutControls(hint(sentences(problem))),
  );
  return problems[problem.code].exit;
}

function documentOf(problem: ProblemError, hint: Hint): Problem {
  const { errors, ...document } = problemObject(problem);
  const hinted = errors?.map((error) => ({ ...error, message: hint(error.message) }));
  return { ...document, detail: hint(document.detail), ...(hinted ? { errors: hinted } : {}) };
}

function sentences(problem: ProblemError): string {
  const list = problem.errors.length > 1 ? problem.errors : [];
  const lines = list.map(({ path, message }) => `  ${path}: ${message}\n`);
  const trace =
    problem.code === 'internal' && problem.cause instanceof Error ? `${problem.cause.stack}\n` : '';
  return `planeguard: ${problem.message}\n${lines.join('')}${trace}`;
}

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof CommanderError) return new ProblemError('usage', usageSentence(error));
  return (
    systemProblem(error) ?? new ProblemError('internal', `Internal error: ${String(error)}`, { cause: error })
  );
}

/** Commander begins with `error:` and puts suggestions on a line of their own. */
function usageSentence({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'Which command? planeguard --help lists them.';
  const text = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/([^.?)])$/, '$1.')}`;
}

const causes: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'something else is in its place',
};

/** The machine's refusals are a person's to mend, and no error of ours. */
function systemProblem(error: unknown): ProblemError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const cause = causes[error.code];
  if (cause === undefined) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'A file';
  return new ProblemError('misconfigured', `${path} cannot be used: ${cause}.`, { cause: error });
}
