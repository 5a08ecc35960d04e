import { isSilent } from '../../core/github/silence.ts';
import { isoTime } from '../../edge/clock.ts';
import type { SilentWebhook } from '../../protocol/delivery.ts';
import { findUntoldChange, forgetToldChange } from '../../store/untold-change.ts';
import type { Parts } from '../parts.ts';

/** Repositories of which polling has found what webhooks should have told, some minutes ago. None where none are expected. */
export async function silentWebhooks({ db, clock, github }: Parts): Promise<SilentWebhook[]> {
  const silent: SilentWebhook[] = [];
  if (github?.webhookSecrets)
    for (const { name: repository } of github.repositories) {
      const change = await findUntoldChange(db, repository);
      if (change !== null && isSilent(change, clock.nowMs()))
        silent.push({ repository, since: isoTime(change.changedAtMs) });
    }
  return silent;
}

/** Says it in the log, once for each silence, and forgets those that are over. */
export function silenceWatch(parts: Parts): () => Promise<void> {
  let told = new Set<string>();
  return async () => {
    for (const { name } of parts.github?.repositories ?? [])
      if ((await findUntoldChange(parts.db, name)) !== null)
        await parts.writer.write((write) => forgetToldChange(write, name));
    const silent = await silentWebhooks(parts);
    for (const { repository, since } of silent)
      if (!told.has(repository))
        parts.log.warn(
          { repository, since },
          'No webhook tells of this repository: polling finds its changes; planeguard doctor looks why',
        );
    told = new Set(silent.map(({ repository }) => repository));
  };
}
