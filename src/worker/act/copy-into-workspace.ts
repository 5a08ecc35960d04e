import { findRepository } from '../../edge/git/find-repository.ts';
import { pathOfPerson } from '../../edge/path-of-person.ts';
import { copyFiles } from '../../edge/workspace/copy-files.ts';
import type { Session } from '../session/session.ts';

/** Gives a new workspace the files that the person wants in each. Null when done, else a sentence for them. */
export async function copyIntoWorkspace(session: Session, workspace: string): Promise<string | null> {
  const { context, record } = session;
  const { request } = record.grant;
  const { copy = [], from = null } = findRepository(context.config, request)?.workspace ?? {};
  if (copy.length === 0) return null;
  const checkout = pathOfPerson(from ?? request.remote, context);
  const env = context.environment;
  const made = await copyFiles({ from: checkout, patterns: copy, workspace, env });
  if (made.kind === 'refused') return made.message;
  const left = made.left.map(({ path, why }) => `${path} (${why})`).join(', ');
  session.update({}, [session.evidence('copied', { files: made.copied.length, left })]);
  return null;
}
