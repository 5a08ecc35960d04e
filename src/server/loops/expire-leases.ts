import { Loop } from '../../edge/loop.ts';
import { expireLease } from '../../store/expire-lease.ts';
import { settleRestored } from '../../store/settle-restored.ts';
import type { Parts } from '../parts.ts';

/** A lease lasts half an hour: a second later does not matter. */
const periodMs = 1_000;

/** Ends attempts whose workers were silent until their sessions must have stopped by themselves. */
export const expireLeasesLoop = (parts: Parts): Loop =>
  new Loop({
    name: 'expire-leases',
    clock: parts.clock,
    doing: 'ending leases that are over',
    pass: async () => {
      await expireLeases(parts);
      await settleUnknownAttempts(parts);
      return periodMs;
    },
    onError: (error) => parts.log.error({ err: error }, 'Leases could not be expired; trying again'),
  });

export async function expireLeases(parts: Parts): Promise<void> {
  for (const attemptId of parts.leases.over(parts.clock.bootMs())) {
    const isOver = () => parts.leases.isOver(attemptId, parts.clock.bootMs());
    const chance = { policy: parts.settings.retry, random: parts.random() };
    const outcome = await parts.writer.write((write) => expireLease(write, { attemptId, isOver, chance }));
    if (outcome.kind === 'moved') {
      parts.leases.end(attemptId);
      parts.log.warn({ attempt: attemptId, state: outcome.state }, 'A lease was over without renewal');
    }
  }
}

async function settleUnknownAttempts({ unknownAttempts, clock, writer, log }: Parts): Promise<void> {
  if (!unknownAttempts.areOver(clock.bootMs())) return;
  await writer.write(async (write) => {
    await settleRestored(write);
    // Before the commit wakes who waits for a grant.
    unknownAttempts.settle();
  });
  log.info({}, 'Whatever ran when the database was restored is over: its requests are granted again');
}
