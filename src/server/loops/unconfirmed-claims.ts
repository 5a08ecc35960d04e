import { Loop } from '../../edge/loop.ts';
import { returnClaim } from '../../store/return-claim.ts';
import type { Parts } from '../parts.ts';

const periodMs = 1_000;

/** Takes back claims of workers that have gone silent before they confirmed: nothing was launched for these. */
export const unconfirmedClaimsLoop = (parts: Parts): Loop =>
  new Loop({
    name: 'unconfirmed-claims',
    clock: parts.clock,
    doing: 'taking back claims that were never confirmed',
    pass: async () => {
      await returnSilentClaims(parts);
      return periodMs;
    },
    onError: (error) => parts.log.error({ err: error }, 'Claims could not be taken back; trying again'),
  });

export async function returnSilentClaims(parts: Parts): Promise<void> {
  for (const attemptId of silentClaims(parts, parts.clock.bootMs())) await takeBackClaim(parts, attemptId);
}

/** Attempts whose worker went silent before it confirmed them. */
export function silentClaims({ leases, presence, settings }: Parts, nowMs: number): string[] {
  const { silentAfterMs } = settings.lease;
  return leases.unconfirmed().flatMap(({ attemptId, workerId, grantedAtMs }) => {
    const isSilent = presence.silentForMs(workerId, nowMs) > silentAfterMs;
    return isSilent && nowMs - grantedAtMs > silentAfterMs ? [attemptId] : [];
  });
}

/** The request is free again under its next fence; the claim is answered with `gone` from now on. */
export async function takeBackClaim(parts: Parts, attemptId: string): Promise<void> {
  const chance = { policy: parts.settings.retry, random: parts.random() };
  const outcome = await parts.writer.write((write) => returnClaim(write, attemptId, chance));
  if (outcome.kind !== 'moved') return;
  parts.leases.end(attemptId);
  parts.log.warn({ attempt: attemptId }, 'A claim was never confirmed and was taken back');
}
