import type { ResidueFacts } from '../../core/decide/residue.ts';
import { requestIdPattern } from '../../core/ids.ts';
import { restingStates } from '../../core/request.ts';
import { CallError } from '../../edge/control-plane/call-error.ts';
import type { RequestView } from '../../protocol/request.ts';
import type { WorkerContext } from '../context.ts';
import { readCopy } from '../journal/restore-records.ts';

/** What the control plane says of the attempt that a session's id names. That nobody answers is `unknown`. */
export async function askAttempt(
  context: WorkerContext,
  sessionId: string,
): Promise<{ attempt: ResidueFacts['attempt']; request: RequestView | null }> {
  const cut = sessionId.lastIndexOf('-');
  const requestId = sessionId.slice(0, cut);
  if (!requestIdPattern.test(requestId)) return { attempt: 'not_known', request: null };
  // Another database knows nothing of it, and its word counts for nothing.
  const answer = await showRequest(context, requestId, readCopy(context, sessionId)?.database.id);
  if (answer === 'unknown') return { attempt: 'unknown', request: null };
  if (answer === null) return { attempt: 'not_known', request: null };
  return { attempt: standing(answer, Number(sessionId.slice(cut + 1))), request: answer };
}

async function showRequest(
  context: WorkerContext,
  id: string,
  onlyFrom: string | undefined,
): Promise<RequestView | null | 'unknown'> {
  try {
    return await context.client.showRequest(id, { onlyFrom });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return error.code === 'not_found' ? null : 'unknown';
  }
}

function standing({ attempt: newest, state }: RequestView, number: number): ResidueFacts['attempt'] {
  if (number > newest) return 'not_known';
  const rests = restingStates.some((each) => each === state) || state === 'queued';
  return number < newest || rests ? 'over' : 'held';
}
