import { listSalvageRoute } from '../../protocol/routes/salvage.ts';
import { listSalvage } from '../../store/list-salvage.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { salvageViews } from '../views/salvage-view.ts';

export function salvageRoutes(app: App, parts: Parts): void {
  app.openapi(listSalvageRoute, async (context) => {
    const { cursor: offset = 0, limit } = context.req.valid('query');
    const records = await listSalvage(parts.db, { requestIds: null, limit, offset });
    const nextCursor = records.length === limit ? String(offset + limit) : null;
    return context.json({ items: records.flatMap(salvageViews), nextCursor }, 200);
  });
}
