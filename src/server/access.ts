import { githubWebhookPath } from '../protocol/delivery.ts';
import type { TokenKind } from '../store/tables.ts';

export type Access = 'anyone' | 'reader' | TokenKind;

/** Those of webhooks are signed. */
const open: ReadonlySet<string> = new Set(['/healthz', '/readyz', githubWebhookPath]);
const workersOwn = [/^\/v1\/workers(\/heartbeat)?$/, /^\/v1\/claims$/, /^\/v1\/attempts\//];

/** Who may call a route: workers their own part and reads, operators all the rest; who enrols, nothing else. */
export function accessTo(method: string, path: string): Access {
  if (open.has(path)) return 'anyone';
  if (path.startsWith('/v1/tokens') || path.startsWith('/v1/webhooks/')) return 'operator';
  if (path === '/v1/workers/enroll') return 'enrolment';
  if (/^\/v1\/workers\/[^/]+\/wishes$/.test(path)) return 'worker';
  if (method === 'GET' || method === 'HEAD') return 'reader';
  return workersOwn.some((pattern) => pattern.test(path)) ? 'worker' : 'operator';
}

export const mayCall = (kind: TokenKind, access: Access): boolean =>
  access === 'anyone' || access === kind || (access === 'reader' && kind !== 'enrolment');
