import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutIdentity } from '../../edge/git/checkout-identity.ts';
import type { GitSetting } from '../../edge/git/config-text.ts';
import { findRepository } from '../../edge/git/find-repository.ts';
import { isLocalRemote, localPath } from '../../edge/git/serve-locally.ts';
import { pathOfPerson } from '../../edge/path-of-person.ts';
import { isRealDirectory } from '../../edge/workspace/is-real-directory.ts';
import type { Session } from '../session/session.ts';

/**
 * Who the person is, and how they sign, in the checkout that belongs to a session: `workspace.from`, else the remote
 * itself where that is one. Empty without a checkout: then git's global configuration counts. A string, a sentence,
 * when there is no such checkout.
 */
export async function personIdentity({ context, record }: Session): Promise<GitSetting[] | string> {
  const { request } = record.grant;
  const from = findRepository(context.config, request)?.workspace.from ?? null;
  if (from === null) {
    const path = isLocalRemote(request.remote) ? localPath(request.remote) : null;
    const isCheckout = path !== null && existsSync(join(path, '.git'));
    return isCheckout ? checkoutIdentity(path, context.environment) : [];
  }
  const path = pathOfPerson(from, context);
  if (isRealDirectory(path)) return checkoutIdentity(path, context.environment);
  return `workspace.from of ${request.repository} is ${path}, which is not a directory. Correct it in planeguard.yaml.`;
}
