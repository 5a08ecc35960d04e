import { githubWebhookPath } from '../../protocol/delivery.ts';
import { listDeliveriesRoute } from '../../protocol/routes/webhooks.ts';
import { addDelivery } from '../../store/add-delivery.ts';
import { recentDeliveries } from '../../store/list-deliveries.ts';
import type { App } from '../app.ts';
import { readSigned } from '../github/read-signed.ts';
import { receivedDelivery } from '../github/received-delivery.ts';
import { silentWebhooks } from '../github/silent-webhooks.ts';
import type { Parts } from '../parts.ts';
import { deliveryView } from '../views/delivery-view.ts';

export function webhookRoutes(app: App, parts: Parts): void {
  receive(app, parts);
  app.openapi(listDeliveriesRoute, async (context) => {
    const { cursor, limit } = context.req.valid('query');
    const found = await recentDeliveries(parts.db, { before: cursor ?? null, limit });
    const last = found.length === limit ? found.at(-1) : undefined;
    const nextCursor = last ? String(last.ordinal) : null;
    const silent = await silentWebhooks(parts);
    return context.json({ items: found.map(deliveryView), nextCursor, silent }, 200);
  });
}

/** The forge's own way in: what signs the body is the token. No schema: what is not understood is kept and told. */
function receive(app: App, parts: Parts): void {
  app.post(githubWebhookPath, async (context) => {
    const body = await readSigned(parts, context.req);
    const delivery = receivedDelivery(body, (name) => context.req.header(name) ?? null);
    const kind = await parts.writer.write((write) => addDelivery(write, delivery));
    parts.github?.onDelivery();
    return context.json({ id: delivery.id, accepted: kind === 'new' }, 202);
  });
}
