import { healthRoute, readyRoute } from '../../protocol/routes/health.ts';
import type { App } from '../app.ts';
import { isStuck } from '../loops/is-stuck.ts';
import type { Parts } from '../parts.ts';

export function healthRoutes(app: App, parts: Parts): void {
  app.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200));
  app.openapi(readyRoute, (context) => {
    const nowMs = parts.clock.bootMs();
    const progress = parts.condition.progress();
    const loops = progress.map(({ name, doing, lastSuccessMs }) => ({
      name,
      doing,
      lastSuccessMsAgo: lastSuccessMs === null ? null : Math.round(nowMs - lastSuccessMs),
    }));
    const stuck = progress.some((loop) => isStuck(loop, nowMs));
    return stuck
      ? context.json({ status: 'stuck' as const, loops }, 503)
      : context.json({ status: 'ready' as const, loops }, 200);
  });
}
