import { loopPhrase, standsStill } from '../../core/loop-progress.ts';
import { healthRoute, readyRoute } from '../../protocol/routes/health.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';

export function healthRoutes(app: App, parts: Parts): void {
  app.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200));
  app.openapi(readyRoute, (context) => {
    const nowMs = parts.clock.bootMs();
    const progress = parts.condition.progress();
    const loops = progress.map((loop) => ({
      name: loop.name,
      doing: loopPhrase(loop, nowMs),
      lastSuccessMsAgo: loop.lastSuccessMs === null ? null : Math.round(nowMs - loop.lastSuccessMs),
      standsStill: standsStill(loop, parts.clock.monotonicMs()),
    }));
    if (parts.condition.storage() !== null)
      return context.json({ status: 'unwritable' as const, loops }, 503);
    return loops.some((loop) => loop.standsStill)
      ? context.json({ status: 'stuck' as const, loops }, 503)
      : context.json({ status: 'ready' as const, loops }, 200);
  });
}
