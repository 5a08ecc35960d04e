import { GitHubError } from '../../edge/forge/github/github-error.ts';
import { ProblemError } from '../../protocol/problem.ts';

/**
 * The outcome of a call to the forge, for who asked the control plane for it.
 * @throws ProblemError unavailable: it may be asked again. state_refused: the forge says no, and would again.
 */
export async function forForge<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const isFinal = error.failure === 'refused' || error.failure === 'not_found' || error.failure === 'gone';
    throw new ProblemError(isFinal ? 'state_refused' : 'unavailable', `GitHub: ${error.message}`, {
      cause: error,
    });
  }
}
