import { z } from 'zod';
import { timeSchema } from './request.ts';

/** Called by the forge: what signs the body is the token. */
export const githubWebhookPath = '/v1/webhooks/github';

/** As GitHub makes them. */
const idPattern = /^[\w-]{8,64}$/;
const eventPattern = /^\w{1,64}$/;

/** Whether a delivery's headers may be GitHub's. */
export const isDeliveryNamed = ({ id, event }: { id: string; event: string }): boolean =>
  idPattern.test(id) && eventPattern.test(event);

/** A webhook's delivery, and what became of it. */
export const deliveryViewSchema = z.object({
  /** The forge's own name for it: a repeated one has the same. */
  id: z.string(),
  event: z.string(),
  action: z.string().nullable(),
  repository: z.string().nullable(),
  receivedAt: timeSchema,
  /** How often it has come. */
  times: z.int().positive(),
  /** Null while it waits. */
  processedAt: timeSchema.nullable(),
  /** A word that programs may go by, and a sentence; null while it waits. */
  outcome: z.string().nullable(),
  why: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof deliveryViewSchema>;

/** `since`: when something changed that no webhook has told of, nor of anything since. */
export const silentWebhookSchema = z.object({ repository: z.string(), since: timeSchema });
export type SilentWebhook = z.infer<typeof silentWebhookSchema>;

export const deliveryListSchema = z.object({
  items: z.array(deliveryViewSchema),
  nextCursor: z.string().nullable(),
  silent: z.array(silentWebhookSchema).default([]),
});

/** The answer to a delivery. `accepted`: it waits to be looked into since now; otherwise it had come before. */
export const deliveredSchema = z.object({ id: z.string(), accepted: z.boolean() });
