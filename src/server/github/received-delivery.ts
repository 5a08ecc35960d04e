import { type ReadDelivery, readDelivery } from '../../core/github/delivery.ts';
import { isDeliveryNamed } from '../../protocol/delivery.ts';
import { ProblemError } from '../../protocol/problem.ts';

/**
 * A delivery whose signature was found to be right.
 * @throws ProblemError invalid_input: it is not what GitHub sends.
 */
export function receivedDelivery(
  body: Uint8Array,
  header: (name: string) => string | null,
): ReadDelivery & { id: string; event: string } {
  const id = header('x-github-delivery');
  const event = header('x-github-event');
  if (id === null || event === null || !isDeliveryNamed({ id, event }))
    throw new ProblemError(
      'invalid_input',
      'The headers X-GitHub-Delivery and X-GitHub-Event are missing, or not as GitHub sends them.',
    );
  return { id, event, ...readDelivery(event, jsonOf(body, header('content-type'))) };
}

function jsonOf(body: Uint8Array, type: string | null): unknown {
  if (!/^application\/json\b/i.test(type ?? ''))
    throw new ProblemError(
      'invalid_input',
      'The webhook must send application/json: set its content type so.',
    );
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProblemError('invalid_input', 'The body is not JSON.');
  }
}
