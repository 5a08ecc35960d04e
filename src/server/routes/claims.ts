import { claimRoute } from '../../protocol/routes/claims.ts';
import { accepted } from '../accepted.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { grantView } from '../views/grant-view.ts';
import { waitForGrant } from '../wait-for-grant.ts';

export function claimRoutes(app: App, parts: Parts): void {
  app.openapi(claimRoute, async (context) => {
    const { workerId, instance, claimId, only, agents, without, waitMs } = context.req.valid('json');
    accepted(parts.workerTokens.mayActAs(workerId, context.var.caller));
    accepted(parts.presence.hear(workerId, instance, parts.clock.bootMs()));
    const workerName = parts.presence.nameOf(workerId);
    const claim = {
      workerId,
      workerName,
      claimId,
      only: only ?? null,
      agents: agents ?? null,
      without,
      limitsOf: parts.limits.of.bind(parts.limits),
      longestPauseMs: parts.settings.retry.capMs,
    };
    const grant = await waitForGrant(parts, {
      claim,
      waitMs,
      signal: context.req.raw.signal,
      caller: context.var.caller,
    });
    if (grant === null) return context.json(null, 200);
    const forge = parts.github?.find(grant.request.repository) ? 'github' : 'local';
    const { stopAfterMs } = parts.settings.lease;
    return context.json(grantView(grant, { stopAfterMs, forge }), 200);
  });
}
