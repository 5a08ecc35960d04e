import type { HonoRequest } from 'hono';
import type { WebhookSecrets } from '../../edge/forge/github/webhook-secrets.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { Parts } from '../parts.ts';
import type { UnsignedBytes } from './unsigned-bytes.ts';

type Telling = Pick<Parts, 'github' | 'log'>;

/**
 * The body of a call, once it is known that it was signed. Before that nothing of the call is looked at, and of all calls
 * together no more is in memory than `GitHub.unsigned` has room for.
 * @throws ProblemError state_refused, unauthorized, invalid_input, unavailable.
 */
export async function readSigned(
  parts: Telling,
  call: Pick<HonoRequest, 'header' | 'arrayBuffer'>,
): Promise<Uint8Array> {
  const { secrets, unsigned } = hearingOf(parts);
  const signature = call.header('x-hub-signature-256') ?? null;
  // What strangers send need not be read.
  if (signature === null) throw notSigned();
  const bytes = lengthOf(call);
  if (!unsigned.take(bytes)) {
    parts.log.warn({ bytes }, 'A webhook was refused: too many are read at the same time');
    throw new ProblemError('unavailable', 'Too many deliveries are being read. Send it again.');
  }
  try {
    const body = new Uint8Array(await call.arrayBuffer());
    if (!(await isSigned(parts, secrets, { body, signature }))) throw notSigned();
    return body;
  } finally {
    unsigned.give(bytes);
  }
}

/** GitHub says how long its bodies are. */
function lengthOf(call: Pick<HonoRequest, 'header'>): number {
  const length = call.header('content-length') ?? '';
  if (/^\d+$/.test(length)) return Number(length);
  throw new ProblemError('invalid_input', 'The header Content-Length is missing.');
}

function hearingOf({ github }: Telling): { secrets: WebhookSecrets; unsigned: UnsignedBytes } {
  if (github === null)
    throw new ProblemError('state_refused', 'No access to GitHub is configured here: set github.tokenFile.');
  if (github.webhookSecrets === null)
    throw new ProblemError(
      'state_refused',
      'No secret of webhooks is configured here: set github.webhookSecretFile.',
    );
  return { secrets: github.webhookSecrets, unsigned: github.unsigned };
}

/** Why a secret cannot be read is the operator's business, and no stranger's. */
async function isSigned(
  { log }: Telling,
  secrets: WebhookSecrets,
  { body, signature }: { body: Uint8Array; signature: string },
): Promise<boolean> {
  try {
    const found = await secrets.check(body, signature);
    if (found === 'refused')
      log.warn({ bytes: body.length }, 'A webhook was refused: no secret has signed it');
    return found === 'signed';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    log.warn({ err: error }, 'A webhook was refused: there is no secret to check it with');
    throw new ProblemError('unavailable', 'The secret of webhooks cannot be read here; the log says why.');
  }
}

const notSigned = (): ProblemError =>
  new ProblemError(
    'unauthorized',
    'The delivery is not signed with a secret that is configured here: give the webhook the same one.',
  );
