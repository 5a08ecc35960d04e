import type { Json } from './api.ts';
import type { Forge } from './forge.ts';

/** A delivery of the emulator, as GitHub makes it. */
export function corrected(forge: Forge, event: string, payload: Json): { event: string; payload: Json } {
  const { issue, pull_request: pull, ...others } = payload;
  // It calls a pull request that is labelled an issue.
  if (event === 'issues' && issue?.head !== undefined)
    return { event: 'pull_request', payload: { ...others, number: issue.number, pull_request: issue } };
  // The only edit of a repository that persons make here.
  if (event === 'repository' && payload.action === 'edited')
    return {
      event,
      payload: { ...payload, action: payload.repository.archived ? 'archived' : 'unarchived' },
    };
  if (event === 'pull_request') return { event, payload: { ...payload, number: pull.number } };
  const before = payload.action === 'edited' && forge.texts.get(issue?.number);
  if (!before) return { event, payload };
  const changes = {
    ...(before.title === issue.title ? {} : { title: { from: before.title } }),
    ...(before.body === issue.body ? {} : { body: { from: before.body ?? '' } }),
  };
  return { event, payload: { ...payload, changes } };
}
