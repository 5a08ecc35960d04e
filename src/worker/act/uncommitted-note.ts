import { repositoryCache } from '../../edge/git/repository-cache.ts';
import { inspectWorkspace } from '../../edge/workspace/inspect-workspace.ts';
import type { Session } from '../session/session.ts';

/** A sentence for the agent when files of its workspace are not in the pull request; empty otherwise. */
export async function uncommittedNote({ context, record }: Session): Promise<string> {
  if (record.place === null) return '';
  const seen = await inspectWorkspace({
    path: record.place.workspace,
    env: context.environment,
    cache: repositoryCache(context.layout.caches, record.grant.request.remote, context.environment),
  });
  const files = seen.kind === 'known' ? seen.modified + seen.untracked : 0;
  return files === 0 ? '' : ` (${files} uncommitted file${files === 1 ? ' is' : 's are'} not in it)`;
}
