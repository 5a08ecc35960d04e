import { decideQuarantineRoute, listQuarantineRoute } from '../../protocol/routes/quarantine.ts';
import { decideQuarantine } from '../../store/decide-quarantine.ts';
import { listQuarantine } from '../../store/list-quarantine.ts';
import { accepted } from '../accepted.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { quarantineView } from '../views/quarantine-view.ts';

export function quarantineRoutes(app: App, parts: Parts): void {
  app.openapi(listQuarantineRoute, async (context) => {
    const items = await listQuarantine(parts.db);
    return context.json({ items: items.map(quarantineView), nextCursor: null }, 200);
  });
  app.openapi(decideQuarantineRoute, async (context) => {
    const { id } = context.req.valid('param');
    const { decision } = context.req.valid('json');
    const { presence, clock, settings, writer } = parts;
    const isSilent = (workerId: string): boolean =>
      presence.silentForMs(workerId, clock.bootMs()) > settings.lease.silentAfterMs;
    const decided = await writer.write((write) => decideQuarantine(write, { id, decision }, isSilent));
    const { item } = accepted(decided);
    return context.json(quarantineView(item), 200);
  });
}
