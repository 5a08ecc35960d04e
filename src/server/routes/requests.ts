import { createHash, randomBytes } from 'node:crypto';
import { requestIdFrom } from '../../core/ids.ts';
import { isoTime } from '../../edge/clock.ts';
import type { NewRequest } from '../../protocol/request.ts';
import {
  addFeedbackRoute,
  cancelRequestRoute,
  createRequestRoute,
  getRequestRoute,
  listRequestsRoute,
  requestEventsRoute,
  requestThreadRoute,
  retryRequestRoute,
} from '../../protocol/routes/requests.ts';
import { addFeedback } from '../../store/add-feedback.ts';
import { addRequest } from '../../store/add-request.ts';
import { cancelRequest } from '../../store/cancel-request.ts';
import { findRequest } from '../../store/find-request.ts';
import { listMessages } from '../../store/find-threads.ts';
import { listEvents } from '../../store/list-events.ts';
import { listRequests } from '../../store/list-requests.ts';
import { unknownRequest } from '../../store/refusal.ts';
import { retryRequest } from '../../store/retry-request.ts';
import { accepted, problemOf } from '../accepted.ts';
import type { App } from '../app.ts';
import { eventStream } from '../event-stream.ts';
import { refuseIdleRetry } from '../github/refuse-idle-retry.ts';
import { feedbackId } from '../new-ids.ts';
import type { Parts } from '../parts.ts';
import { feedbackView } from '../views/feedback-view.ts';
import { requestRows } from '../views/request-row.ts';
import { requestView } from '../views/request-view.ts';

export function requestRoutes(app: App, parts: Parts): void {
  createAndList(app, parts);
  change(app, parts);
  history(app, parts);
}

function createAndList(app: App, parts: Parts): void {
  app.openapi(createRequestRoute, async (context) => {
    const wanted = context.req.valid('json');
    const key = context.req.valid('header')['idempotency-key'];
    const idempotency = key === undefined ? null : { key, fingerprint: fingerprintOf(wanted) };
    const id = requestIdFrom(randomBytes(8));
    const added = accepted(
      await parts.writer.write((write) => addRequest(write, { id, wanted, idempotency })),
    );
    return context.json(await requestView(parts, added.id), added.kind === 'added' ? 201 : 200);
  });
  app.openapi(listRequestsRoute, async (context) => {
    const { cursor, limit, state, repository } = context.req.valid('query');
    const filter = { states: state ?? null, repository: repository ?? null, before: cursor ?? null, limit };
    const found = await listRequests(parts.db, filter);
    const last = found.length === limit ? found.at(-1) : undefined;
    const nextCursor = last ? String(last.ordinal) : null;
    return context.json({ items: await requestRows(parts, found), nextCursor }, 200);
  });
  app.openapi(getRequestRoute, async (context) =>
    context.json(await requestView(parts, context.req.valid('param').id), 200),
  );
}

function change(app: App, parts: Parts): void {
  app.openapi(cancelRequestRoute, async (context) => {
    const { id } = context.req.valid('param');
    const { reason } = context.req.valid('json');
    accepted(await parts.writer.write((write) => cancelRequest(write, id, reason)));
    return context.json(await requestView(parts, id), 200);
  });
  app.openapi(retryRequestRoute, async (context) => {
    const { id } = context.req.valid('param');
    const { fresh } = context.req.valid('json');
    await refuseIdleRetry(parts, id);
    accepted(await parts.writer.write((write) => retryRequest(write, id, fresh)));
    return context.json(await requestView(parts, id), 200);
  });
  app.openapi(addFeedbackRoute, async (context) => {
    const { id: requestId } = context.req.valid('param');
    const { text, source } = context.req.valid('json');
    const id = feedbackId();
    const { feedback } = accepted(
      await parts.writer.write((write) => addFeedback(write, { id, requestId, source, text })),
    );
    return context.json(feedbackView(feedback), 201);
  });
}

function history(app: App, parts: Parts): void {
  app.openapi(requestEventsRoute, async (context) => {
    const { id } = context.req.valid('param');
    if ((await findRequest(parts.db, id)) === null) throw problemOf(unknownRequest(id));
    const { cursor, limit } = context.req.valid('query');
    const afterSeq = context.req.valid('header')['last-event-id'] ?? cursor ?? 0;
    if (context.req.header('accept')?.includes('text/event-stream')) {
      return eventStream(context, parts, { requestId: id, afterSeq });
    }
    const items = await listEvents(parts.db, { requestId: id, afterSeq, limit });
    const last = items.length === limit ? items.at(-1) : undefined;
    return context.json({ items, nextCursor: last ? String(last.seq) : null }, 200);
  });
  app.openapi(requestThreadRoute, async (context) => {
    const { id: requestId } = context.req.valid('param');
    if ((await findRequest(parts.db, requestId)) === null) throw problemOf(unknownRequest(requestId));
    const { cursor: after = 0, limit } = context.req.valid('query');
    const found = await listMessages(parts.db, { requestId, after, limit });
    const last = found.length === limit ? found.at(-1) : undefined;
    const items = found.map(({ at, author, text }) => ({ at: isoTime(at), author, text }));
    return context.json({ items, nextCursor: last ? String(last.ordinal) : null }, 200);
  });
}

const fingerprintOf = (wanted: NewRequest): string =>
  createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
