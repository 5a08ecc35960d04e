import type { Json } from './api.ts';
import { repositoryPath } from './emulator.ts';
import type { Forge } from './forge.ts';
import type { Moved } from './mirror.ts';
import type { Login } from './people.ts';

const pulls = `${repositoryPath}/pulls`;
const none = '0'.repeat(40);

/** Tells the emulator, and who listens, of branches that somebody moved in the bare repository. */
export async function afterPush(forge: Forge, by: Login): Promise<void> {
  for (const moved of await forge.mirror.update(by)) await tell(forge, moved, by);
}

/** What a push, or a deletion, does to the pull requests of that branch, and who hears of it. */
async function tell(forge: Forge, { branch, before, after }: Moved, by: Login): Promise<void> {
  const [repository, sender] = [await forge.repository(), await forge.user(by)];
  if (after === null)
    forge.relay.take('delete', { ref: branch, ref_type: 'branch', pusher_type: 'user', repository, sender });
  if (before === null || after === null)
    forge.relay.take('push', {
      ref: `refs/heads/${branch}`,
      before: before ?? none,
      after: after ?? none,
      created: before === null,
      deleted: after === null,
      forced: false,
      repository,
      sender,
      pusher: { name: by },
    });
  if (after !== null) await mergeContained(forge, { branch, after }, by);
  const { body: open } = await forge.read(`${pulls}?head=acme:${encodeURIComponent(branch)}`);
  for (const { number } of open as Json[]) {
    if (after === null)
      await forge.emulator('PATCH', `${pulls}/${number}`, { by, body: { state: 'closed' } });
    else await synchronize(forge, number, before, after, { repository, sender });
  }
}

/** Pull requests whose commits somebody has pushed to their base are merged, as the forge sees it. */
async function mergeContained(
  forge: Forge,
  { branch, after }: { branch: string; after: string },
  by: Login,
): Promise<void> {
  const { body: open } = await forge.read(`${pulls}?base=${encodeURIComponent(branch)}`);
  for (const { number, head } of open as Json[]) {
    const isIn = forge.mirror.git('merge-base', '--is-ancestor', head.sha, after);
    if (
      !(await isIn.then(
        () => true,
        () => false,
      ))
    )
      continue;
    forge.overlay.mergeCommits.set(number, after);
    await forge.emulator('PUT', `${pulls}/${number}/merge`, { by, body: {} });
    const ref = `${repositoryPath}/git/refs/heads/${branch}`;
    await forge.emulator('PATCH', ref, { by, body: { sha: after, force: true } });
  }
}

async function synchronize(
  forge: Forge,
  number: number,
  before: string | null,
  after: string,
  others: object,
): Promise<void> {
  forge.overlay.heads.set(number, after);
  const { body: pull } = await forge.read(`${pulls}/${number}`);
  forge.relay.take('pull_request', {
    action: 'synchronize',
    number,
    before,
    after,
    pull_request: pull,
    ...others,
  });
}
