import { metricsRoute } from '../../protocol/routes/metrics.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { metricsView } from '../views/metrics-view.ts';

export function metricsRoutes(app: App, parts: Parts): void {
  app.openapi(metricsRoute, async (context) => {
    const text = await metricsView(parts);
    return context.text(text, 200, { 'content-type': parts.metrics.registry.contentType });
  });
}
