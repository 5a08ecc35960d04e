import { existsSync } from 'node:fs';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { connectTo } from './connect-to.ts';
import { askControlPlane, findControlPlane } from './find-control-plane.ts';
import type { OfflineInstance } from './open-offline.ts';

/** Commands hold the lock for a moment only: so long they wait for each other. */
const lockWithinMs = 5_000;
const tryAgainMs = 100;

/**
 * Asks the running control plane, or, when none runs, the state directory itself under its lock.
 * Null when nothing was ever kept there. Throws `unreachable` when somebody has it, and does not answer.
 */
export async function withInstance<T>(
  context: CliContext,
  use: (client: ControlPlaneClient) => Promise<T>,
): Promise<T | null> {
  const endMs = context.clock.bootMs() + lockWithinMs;
  for (;;) {
    const found = await findControlPlane(context.layout, context.clock);
    if (found) return use(connectTo(found.url, context));
    if (!existsSync(context.layout.database)) return null;
    const opened = await openUnlessHeld(context);
    if (opened.kind === 'opened') return useAndClose(opened.instance, use);
    if (context.clock.bootMs() > endMs) throw await heldInSilence(context);
    await context.clock.sleep(tryAgainMs);
  }
}

async function openUnlessHeld(
  context: CliContext,
): Promise<{ kind: 'opened'; instance: OfflineInstance } | { kind: 'held' }> {
  const { openOffline } = await import('./open-offline.ts');
  try {
    return { kind: 'opened', instance: await openOffline(context) };
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'state_refused') return { kind: 'held' };
    throw error;
  }
}

async function useAndClose<T>(
  instance: OfflineInstance,
  use: (client: ControlPlaneClient) => Promise<T>,
): Promise<T> {
  try {
    return await use(instance.client);
  } finally {
    await instance.close();
  }
}

/** The same, but a state directory in which nothing was ever kept is `unreachable`. */
export async function withControlPlaneOrDirectory<T>(
  context: CliContext,
  use: (client: ControlPlaneClient) => Promise<T>,
): Promise<T> {
  const result = await withInstance(context, async (client) => ({ value: await use(client) }));
  if (result === null) throw nobodyAnswers(context);
  return result.value;
}

/** Asks the running control plane. Throws `unreachable` when none runs, or it hangs: these are told apart. */
export async function withControlPlane<T>(
  context: CliContext,
  use: (client: ControlPlaneClient) => Promise<T>,
): Promise<T> {
  const found = await findControlPlane(context.layout, context.clock);
  if (found) return use(connectTo(found.url, context));
  throw liveProcess(context.layout.serveRecord) === null
    ? nobodyAnswers(context)
    : await heldInSilence(context);
}

/** Somebody has the state directory: a control plane that hangs, or a command. */
async function heldInSilence(context: CliContext): Promise<ProblemError> {
  const asked = await askControlPlane(context.layout, context.clock);
  if (asked.kind !== 'silent') return inUse(context);
  const mend = 'Find out why: planeguard doctor. End it, and start it anew: planeguard down, planeguard up.';
  return new ProblemError('unreachable', `${asked.why} Its process is ${asked.found.pid}. ${mend}`);
}

/** Another `run --wait`. */
export const inUse = ({ layout }: CliContext): ProblemError =>
  new ProblemError(
    'unreachable',
    `Another planeguard uses the state directory ${layout.root}, such as a run --wait. Wait for it, or use planeguard up or another --state-dir.`,
  );

/** @param otherwise what else can be done, after `planeguard up`. */
export const nobodyAnswers = ({ layout }: CliContext, otherwise = ''): ProblemError =>
  new ProblemError(
    'unreachable',
    `No control plane runs on the state directory ${layout.root}. Start one with: planeguard up${otherwise}`,
  );

export const noRequest = ({ layout }: CliContext, id: string): ProblemError =>
  new ProblemError(
    'not_found',
    `There is no request ${JSON.stringify(id)} in ${layout.root}. See: planeguard list`,
  );
