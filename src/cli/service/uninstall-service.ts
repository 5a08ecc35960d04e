import { existsSync } from 'node:fs';
import type { CliContext } from '../context.ts';
import { runningSessionsIfKnown, sessionLine } from '../daemon/running-sessions.ts';
import { ownInitSystem } from './own-init-system.ts';
import { removeService } from './remove-service.ts';
import { installedName } from './service-plan.ts';

/** Sessions go on until their deadlines, or until the next worker adopts them. Idempotent. */
export async function uninstallService(context: CliContext): Promise<number> {
  const { layout, output } = context;
  const manager = await ownInitSystem();
  const name = installedName(layout);
  const { loaded, running } = await manager.look(name);
  const wasThere = loaded || running || existsSync(manager.fileOf(name));
  const sessions = running ? await runningSessionsIfKnown(context) : [];
  await removeService(layout, manager, name);
  if (output.json) output.value({ name, removed: wasThere, kept: sessions });
  else
    output.line(wasThere ? `${name} has ended and is gone.` : `No service is installed for ${layout.root}.`);
  if (sessions.length > 0) output.note(['Still running:', ...sessions.map(sessionLine)].join('\n'));
  return 0;
}
