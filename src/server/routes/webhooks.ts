import { readDelivery } from '../../core/github/delivery.ts';
import { isSignedBy } from '../../edge/forge/github/webhook-signature.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { addDelivery } from '../../store/add-delivery.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';

/** The forge's own way in: what signs the body is the token. No schema: what is not understood is kept and told. */
export function webhookRoutes(app: App, parts: Parts): void {
  app.post('/v1/webhooks/github', async (context) => {
    const body = new Uint8Array(await context.req.arrayBuffer());
    const secrets = await secretsOf(parts);
    if (!isSignedBy(secrets, body, context.req.header('x-hub-signature-256') ?? null))
      throw new ProblemError(
        'unauthorized',
        'The delivery is not signed with a secret of github.webhookSecret.',
      );
    const delivery = deliveryOf(body, (name) => context.req.header(name) ?? null);
    const kind = await parts.writer.write((write) => addDelivery(write, delivery));
    parts.github?.onDelivery();
    return context.json({ id: delivery.id, accepted: kind === 'new' }, 202);
  });
}

async function secretsOf({ github }: Parts): Promise<string[]> {
  if (github === null)
    throw new ProblemError('state_refused', 'No access to GitHub is configured here: set github.tokenFile.');
  return github.webhookSecrets();
}

function deliveryOf(body: Uint8Array, header: (name: string) => string | null) {
  const id = header('x-github-delivery');
  const event = header('x-github-event');
  if (id === null || !/^[\w-]{8,64}$/.test(id) || event === null || !/^\w{1,64}$/.test(event))
    throw new ProblemError(
      'invalid_input',
      'The headers X-GitHub-Delivery and X-GitHub-Event are missing, or not as GitHub sends them.',
    );
  const payload = new TextDecoder().decode(body);
  const { action, repository } = readDelivery(event, jsonOf(payload, header('content-type')));
  return { id, event, action, repository, payload };
}

function jsonOf(payload: string, type: string | null): unknown {
  if (!/^application\/json\b/i.test(type ?? ''))
    throw new ProblemError(
      'invalid_input',
      'The webhook must send application/json: set its content type so.',
    );
  try {
    return JSON.parse(payload);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProblemError('invalid_input', 'The body is not JSON.', { cause: error });
  }
}
