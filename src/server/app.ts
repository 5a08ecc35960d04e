import type { OpenAPIHono } from '@hono/zod-openapi';

/** The control plane's HTTP application. `app.fetch(request)` answers without a port. */
export type App = OpenAPIHono;
