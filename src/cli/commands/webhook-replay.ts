import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { personEnvironment } from '../../config/environment.ts';
import { signatureOf } from '../../edge/forge/github/webhook-signature.ts';
import { readSecret } from '../../edge/read-secret.ts';
import { isDeliveryNamed } from '../../protocol/delivery.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { withControlPlane } from '../instance/with-instance.ts';
import { readTextFile } from '../read-text-file.ts';

export interface ReplayOptions {
  event?: string;
  delivery?: string;
}

const storedSchema = z.strictObject({
  event: z.string(),
  delivery: z.string().optional(),
  payload: z.record(z.string(), z.unknown()),
});

/** Sends a payload as GitHub does: by the same way, with the same proof. */
export async function replay(context: CliContext, file: string, options: ReplayOptions): Promise<number> {
  const { output } = context;
  const { event, delivery, payload } = readStored(file, options);
  const { config } = await context.loadConfig();
  const place = { directory: config.directory, environment: personEnvironment() };
  const [secret = ''] = await readSecret('github.webhookSecret', config.github.webhookSecret, place);
  const signature = signatureOf(secret, JSON.stringify(payload));
  const taken = await withControlPlane(context, (client) =>
    client.deliverWebhook({ event, delivery, payload, signature }),
  );
  if (output.json) output.value(taken);
  else output.line(sentence(taken));
  return 0;
}

const sentence = ({ id, accepted }: { id: string; accepted: boolean }): string =>
  accepted
    ? `Delivery ${id} is taken. What becomes of it: planeguard webhook list`
    : `Delivery ${id} has come before, and is not looked into again: leave --delivery out for a new one.`;

/** Options go before what the file says. */
function readStored(
  file: string,
  options: ReplayOptions,
): { event: string; delivery: string; payload: Record<string, unknown> } {
  const content = jsonOf(file);
  const stored = storedSchema.safeParse(content).data;
  const event = options.event ?? stored?.event;
  if (event === undefined)
    throw new ProblemError(
      'usage',
      `${JSON.stringify(file)} does not say which event it is of: add --event, such as --event issues.`,
    );
  const delivery = options.delivery ?? stored?.delivery ?? randomUUID();
  if (!isDeliveryNamed({ id: delivery, event }))
    throw new ProblemError(
      'usage',
      `Delivery ${JSON.stringify(delivery)} of the event ${JSON.stringify(event)} is none of GitHub's: an id has 8 to 64 letters, digits, - and _; an event is one word.`,
    );
  return { event, delivery, payload: stored?.payload ?? content };
}

function jsonOf(file: string): Record<string, unknown> {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(readTextFile(file)));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ProblemError('usage', `The file ${JSON.stringify(file)} is not a JSON object.`);
}
