import { githubWebhookPath } from '../../protocol/delivery.ts';
import { ProblemError } from '../../protocol/problem.ts';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Where GitHub is to send webhooks. Without a path it is the control plane's; another path is left as it is, for who passes
 * deliveries on.
 * @throws ProblemError usage: nothing may be sent there.
 */
export function payloadUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname));
  if (url === null || !isSafe || url.username !== '' || url.password !== '' || url.hash !== '')
    throw new ProblemError(
      'usage',
      `--url ${JSON.stringify(given)} is no https URL without a user, a password and a fragment: GitHub sends what is said on issues there. Give one such as https://HOST${githubWebhookPath}.`,
    );
  if (url.pathname === '/') url.pathname = githubWebhookPath;
  return url.href;
}
