import { askForgeRoute, attemptEventRoute, evidenceRoute } from '../../protocol/routes/attempts.ts';
import { addEvidence } from '../../store/add-evidence.ts';
import { applyAttemptEvent } from '../../store/apply-attempt-event.ts';
import { accepted } from '../accepted.ts';
import type { App } from '../app.ts';
import { askForge } from '../github/ask-forge.ts';
import { forForge } from '../github/for-forge.ts';
import { publishPullRequest } from '../github/publish-pull-request.ts';
import type { Parts } from '../parts.ts';

export function attemptRoutes(app: App, parts: Parts): void {
  app.openapi(attemptEventRoute, async (context) => {
    const { id: attemptId } = context.req.valid('param');
    const event = context.req.valid('json');
    accepted(parts.workerTokens.mayActAs(event.workerId, context.var.caller));
    const chance = { policy: parts.settings.retry, random: parts.random() };
    const opened = await forForge(publishPullRequest(parts, attemptId, event));
    const { answer } = accepted(
      await parts.writer.write((write) => applyAttemptEvent(write, { attemptId, event, chance, opened })),
    );
    if (event.body.type === 'ended') parts.leases.end(attemptId);
    return context.json(answer, 200);
  });
  app.openapi(askForgeRoute, async (context) =>
    context.json(await askForge(parts, context.req.valid('param').id), 200),
  );
  app.openapi(evidenceRoute, async (context) => {
    const { id } = context.req.valid('param');
    const evidence = context.req.valid('json');
    accepted(parts.workerTokens.mayActAs(evidence.workerId, context.var.caller));
    const { kind } = accepted(await parts.writer.write((write) => addEvidence(write, id, evidence)));
    return context.json({ accepted: kind === 'accepted' }, 200);
  });
}
