import published from '@octokit/webhooks-examples';
import { z } from 'zod';

const subjectSchema = z.looseObject({ html_url: z.string() }).optional();

/** Only what the tests ask of a payload; it keeps the rest. */
const payloadSchema = z.looseObject({
  action: z.string().nullish(),
  repository: z.looseObject({ full_name: z.string() }).nullish(),
  issue: subjectSchema,
  pull_request: subjectSchema,
});

const eventsSchema = z.array(z.object({ name: z.string(), examples: z.array(payloadSchema) }));

/** The payloads of webhooks that GitHub has published, of every event. */
export const publishedPayloads = eventsSchema
  .parse(published)
  .flatMap(({ name: event, examples }) => examples.map((payload) => ({ event, payload })));
