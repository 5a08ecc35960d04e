import { createHmac, timingSafeEqual } from 'node:crypto';

const prefix = 'sha256=';

/** What the header X-Hub-Signature-256 says of these bytes. */
export const signatureOf = (secret: string, body: Uint8Array | string): string =>
  prefix + digest(secret, body).toString('hex');

/**
 * Whether one of the secrets has signed these very bytes: HMAC-SHA256, in hex, after "sha256=".
 * @param signature the header X-Hub-Signature-256.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedBy(secrets: readonly string[], body: Uint8Array, signature: string | null): boolean {
  if (signature === null || !/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  const given = Buffer.from(signature.slice(prefix.length), 'hex');
  return secrets.map((secret) => timingSafeEqual(given, digest(secret, body))).includes(true);
}

const digest = (secret: string, body: Uint8Array | string): Buffer =>
  createHmac('sha256', secret).update(body).digest();
