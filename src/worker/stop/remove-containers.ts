import { composeProject } from '../../core/ids.ts';
import type { DockerLook } from '../../edge/docker.ts';
import type { Residue, StopReceipt } from './stop-receipt.ts';
import type { Stopping } from './stopping.ts';

export interface ContainersEnd {
  removed: StopReceipt['containers'];
  residue: Residue[];
}

/**
 * Removes what docker runs for the session: its daemon does, so neither cell nor sweep sees it.
 * @param early a look from before the kill: where nothing answered, nobody could start anything meanwhile.
 */
export async function removeContainers(
  { sessionId, docker }: Stopping,
  early: Promise<DockerLook>,
): Promise<ContainersEnd> {
  const before = await early;
  // One that hangs is not asked twice in one stop: the stop is tried again.
  if (before.kind !== 'listed') return unlessListed(before);
  const project = composeProject(sessionId);
  const look = await docker.look(project);
  if (look.kind !== 'listed') return unlessListed(look);
  const { containers, networks } = look;
  if (containers.length + networks.length === 0) return nothing;
  await docker.remove(look);
  const after = await docker.look(project);
  if (after.kind !== 'listed') return unlessListed(after);
  const left = [...after.containers, ...after.networks];
  return {
    removed: [...containers, ...networks]
      .map(({ name }) => name)
      .filter((name) => !named(left).includes(name)),
    residue: named(left).map((name) => ({ kind: 'container', name })),
  };
}

const nothing: ContainersEnd = { removed: [], residue: [] };

const named = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name);

const unlessListed = (look: Exclude<DockerLook, { kind: 'listed' }>): ContainersEnd =>
  look.kind === 'none' ? nothing : { removed: [], residue: [{ kind: 'unknown', why: look.why }] };
