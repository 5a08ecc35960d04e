import { eventsRoute } from '../../protocol/routes/events.ts';
import { lastEventSeq } from '../../store/list-events.ts';
import type { App } from '../app.ts';
import { eventStream } from '../event-stream.ts';
import type { Parts } from '../parts.ts';

export function eventRoutes(app: App, parts: Parts): void {
  app.openapi(eventsRoute, async (context) => {
    const seen = context.req.valid('header')['last-event-id'];
    const afterSeq = seen ?? (await lastEventSeq(parts.db));
    return eventStream(context, parts, { requestId: null, afterSeq });
  });
}
