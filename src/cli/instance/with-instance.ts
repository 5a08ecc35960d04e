import { existsSync } from 'node:fs';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { connectTo } from './connect-to.ts';
import { findControlPlane } from './find-control-plane.ts';

/**
 * Asks the running control plane, or, when none runs, the state directory itself under its lock.
 * Null when nothing was ever kept there.
 */
export async function withInstance<T>(
  context: CliContext,
  use: (client: ControlPlaneClient) => Promise<T>,
): Promise<T | null> {
  const found = await findControlPlane(context.layout, context.clock);
  if (found) return use(connectTo(found.url, context));
  if (!existsSync(context.layout.database)) return null;
  const { openOffline } = await import('./open-offline.ts');
  const offline = await openOffline(context);
  try {
    return await use(offline.client);
  } finally {
    await offline.close();
  }
}

/** Asks the running control plane. Throws `unreachable` when none runs. */
export async function withControlPlane<T>(
  context: CliContext,
  use: (client: ControlPlaneClient) => Promise<T>,
): Promise<T> {
  const found = await findControlPlane(context.layout, context.clock);
  if (found) return use(connectTo(found.url, context));
  throw nobodyAnswers(context);
}

/** @param otherwise what else can be done, after `planeguard up`. */
export const nobodyAnswers = ({ layout }: CliContext, otherwise = ''): ProblemError =>
  new ProblemError(
    'unreachable',
    `No control plane runs on the state directory ${layout.root}. Start one with: planeguard up${otherwise}`,
  );

export const embeddedInUse = ({ layout }: CliContext): ProblemError =>
  new ProblemError(
    'unreachable',
    `Another planeguard run --wait uses the state directory ${layout.root}. Wait for it, or use planeguard up or another --state-dir.`,
  );

export const noRequest = ({ layout }: CliContext, id: string): ProblemError =>
  new ProblemError(
    'not_found',
    `There is no request ${JSON.stringify(id)} in ${layout.root}. See: planeguard list`,
  );
