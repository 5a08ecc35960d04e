import { statusRoute } from '../../protocol/routes/status.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { statusView } from '../views/status-view.ts';

export function statusRoutes(app: App, parts: Parts): void {
  app.openapi(statusRoute, async (context) => context.json(await statusView(parts), 200));
}
