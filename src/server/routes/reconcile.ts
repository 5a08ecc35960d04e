import { reconcileRoute } from '../../protocol/routes/reconcile.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { reconcile } from '../reconcile.ts';

export function reconcileRoutes(app: App, parts: Parts): void {
  app.openapi(reconcileRoute, async (context) => {
    const { dryRun } = context.req.valid('json');
    return context.json({ items: await reconcile(parts, dryRun) }, 200);
  });
}
