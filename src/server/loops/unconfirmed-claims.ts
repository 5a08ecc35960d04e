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
  const nowMs = parts.clock.bootMs();
  const { silentAfterMs } = parts.settings.lease;
  for (const { attemptId, workerId, grantedAtMs } of parts.leases.unconfirmed()) {
    const isSilent = parts.presence.silentForMs(workerId, nowMs) > silentAfterMs;
    if (isSilent && nowMs - grantedAtMs > silentAfterMs) await takeBackClaim(parts, attemptId);
  }
}

/** The request is free again under its next fence; the claim is answered with `gone` from now on. */
export async function takeBackClaim(parts: Parts, attemptId: string): Promise<void> {
  const chance = { policy: parts.settings.retry, random: parts.random() };
  const outcome = await parts.writer.write((write) => returnClaim(write, attemptId, chance));
  if (outcome.kind !== 'moved') return;
  parts.leases.end(attemptId);
  parts.log.warn({ attempt: attemptId }, 'A claim was never confirmed and was taken back');
}
