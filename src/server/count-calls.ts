import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AppEnv } from './app.ts';
import type { Parts } from './parts.ts';

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** Counts each call under the pattern of its route; whatever strangers ask for is one route, `other`. */
export function countCalls({ metrics, clock }: Parts): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const startedMs = clock.monotonicMs();
    await next();
    const route = matchedRoutes(context).findLast(({ path }) => !path.includes('*'))?.path ?? 'other';
    const { method } = context.req;
    metrics.answered({
      method: methods.has(method) ? method : 'other',
      route,
      status: context.res.status,
      seconds: (clock.monotonicMs() - startedMs) / 1_000,
    });
  };
}
