import { afterPush } from './after-push.ts';
import type { Json } from './api.ts';
import { repositoryPath } from './emulator.ts';
import { refusal } from './faults.ts';
import type { Forge } from './forge.ts';
import type { Login } from './people.ts';

const identity = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@github.com'];

/** Merges a pull request in the bare repository; the emulator's own merge commit gives way to that one. */
export async function mergePull(forge: Forge, number: number, by: Login, body: Json): Promise<Response> {
  const path = `${repositoryPath}/pulls/${number}`;
  const { status, body: pull } = await forge.read(path);
  if (status !== 200) return refusal(404, 'Not Found');
  if (body.sha !== undefined && body.sha !== pull.head.sha)
    return refusal(409, 'Head branch was modified. Review and try the merge again.');
  const commit = await mergeCommit(forge, pull, body);
  if (commit === null || pull.draft || pull.state !== 'open')
    return refusal(405, 'Pull Request is not mergeable');
  const { sha: _, ...wanted } = body;
  forge.overlay.mergeCommits.set(number, commit);
  const merged = await forge.emulator('PUT', `${path}/merge`, { by, body: wanted });
  if (merged.status !== 200) {
    forge.overlay.mergeCommits.delete(number);
    return refusal(405, merged.body.message);
  }
  await forge.mirror.git('update-ref', `refs/heads/${pull.base.ref}`, commit);
  await afterPush(forge, by);
  if (pull.base.ref === 'main') await closeIssues(forge, pull, by);
  return Response.json({ sha: commit, merged: true, message: 'Pull Request successfully merged' });
}

/** Null when git cannot merge the two. Squash and rebase are one commit on the base. */
async function mergeCommit(forge: Forge, pull: Json, body: Json): Promise<string | null> {
  const git = forge.mirror.git.bind(forge.mirror);
  const tree = await mergedTree(forge, pull);
  if (tree === null) return null;
  const base = (await git('rev-parse', `refs/heads/${pull.base.ref}`)).trim();
  const isMerge = (body.merge_method ?? 'merge') === 'merge';
  const parents = isMerge ? ['-p', base, '-p', pull.head.sha] : ['-p', base];
  const title = isMerge
    ? `Merge pull request #${pull.number} from ${pull.head.label}`
    : `${pull.title} (#${pull.number})`;
  const made = await git(...identity, 'commit-tree', tree, ...parents, '-m', body.commit_title ?? title);
  return made.trim();
}

/** Null when git cannot merge the two. */
export const mergedTree = (forge: Forge, pull: Json): Promise<string | null> =>
  forge.mirror.git('merge-tree', '--write-tree', `refs/heads/${pull.base.ref}`, pull.head.sha).then(
    (tree) => tree.trim(),
    () => null,
  );

/** What "Fixes #1" in a merged pull request's text or title does. */
async function closeIssues(forge: Forge, pull: Json, by: Login): Promise<void> {
  const keyword = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi;
  for (const [, number] of `${pull.title}\n${pull.body ?? ''}`.matchAll(keyword)) {
    const path = `${repositoryPath}/issues/${number}`;
    const { body: issue } = await forge.read(path);
    if (issue.state === 'open') await forge.emulator('PATCH', path, { by, body: { state: 'closed' } });
  }
}
