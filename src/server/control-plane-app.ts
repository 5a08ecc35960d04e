import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { githubWebhookPath } from '../protocol/delivery.ts';
import { ProblemError } from '../protocol/problem.ts';
import { apiVersion, version } from '../protocol/version.ts';
import { accessTo, mayCall } from './access.ts';
import type { App, AppEnv } from './app.ts';
import { countCalls } from './count-calls.ts';
import type { Parts } from './parts.ts';
import { invalidInput, problemResponse } from './problem-response.ts';
import { renewal } from './refuse-revoked.ts';
import { attemptRoutes } from './routes/attempts.ts';
import { claimRoutes } from './routes/claims.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { pullRequestRoutes } from './routes/pull-requests.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { reconcileRoutes } from './routes/reconcile.ts';
import { requestRoutes } from './routes/requests.ts';
import { salvageRoutes } from './routes/salvage.ts';
import { statusRoutes } from './routes/status.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { workerRoutes } from './routes/workers.ts';

/** A prompt of 4 MiB may grow to twice its size when it is escaped as JSON. */
const maxBodyBytes = 8 * 1024 * 1024;
/** GitHub sends nothing larger. */
const maxDeliveryBytes = 25 * 1024 * 1024;

/** The HTTP side of the control plane. It can be called in this process too, by `app.fetch`. */
export function controlPlaneApp(parts: Parts): App {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error, result.target);
    },
  });
  app.onError((error, context) => problemResponse(context, error, parts));
  app.notFound((context) => problemResponse(context, noSuchRoute(context), parts));
  app.use(countCalls(parts), identify(parts), authorize(parts), limitBody);
  addRoutes(app, parts);
  describe(app);
  return app;
}

/** Every route needs a token, but for those that say otherwise themselves. */
function describe(app: App): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  const info = { title: 'Planeguard', version };
  app.doc31('/openapi.json', { openapi: '3.1.0', info, security: [{ bearer: [] }] });
}

function addRoutes(app: App, parts: Parts): void {
  requestRoutes(app, parts);
  pullRequestRoutes(app, parts);
  eventRoutes(app, parts);
  workerRoutes(app, parts);
  claimRoutes(app, parts);
  attemptRoutes(app, parts);
  tokenRoutes(app, parts);
  quarantineRoutes(app, parts);
  reconcileRoutes(app, parts);
  salvageRoutes(app, parts);
  statusRoutes(app, parts);
  healthRoutes(app, parts);
  metricsRoutes(app, parts);
  webhookRoutes(app, parts);
}

/** Which database answers: a worker believes a refusal only from the one that granted its lease. */
function identify({ installation }: Parts): MiddlewareHandler {
  const generation = String(installation.generation);
  return async (context, next) => {
    await next();
    context.res.headers.set('planeguard-database', installation.databaseId);
    context.res.headers.set('planeguard-generation', generation);
    context.res.headers.set('planeguard-api', String(apiVersion));
  };
}

function authorize(parts: Parts): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const access = accessTo(context.req.method, context.req.path);
    if (access !== 'anyone') check(parts, context, access);
    await next();
  };
}

function check(parts: Parts, context: Context<AppEnv>, access: ReturnType<typeof accessTo>): void {
  const [scheme, token] = (context.req.header('authorization') ?? '').split(' ');
  const caller = scheme === 'Bearer' && token ? parts.tokens.callerOf(token) : null;
  if (caller === null) {
    throw new ProblemError(
      'unauthorized',
      `The token in the header Authorization ("Bearer …") is missing, unknown or revoked. ${renewal}`,
    );
  }
  context.set('caller', caller);
  if (mayCall(caller.kind, access)) return;
  const { method, path } = context.req;
  throw new ProblemError(
    'forbidden',
    `${method} ${path} is not for ${caller.kind}s: it needs the token of the ${access}.`,
  );
}

const limitBody: MiddlewareHandler = (context, next) => {
  // One of unknown length would be read here as a whole, before anything is known of who sends it.
  if (context.req.path === githubWebhookPath && context.req.header('transfer-encoding') !== undefined)
    throw new ProblemError('invalid_input', 'The header Content-Length is missing.');
  const maxSize = context.req.path === githubWebhookPath ? maxDeliveryBytes : maxBodyBytes;
  const onError = (): never => {
    throw new ProblemError('too_large', `The body is larger than ${maxSize} bytes.`);
  };
  return bodyLimit({ maxSize, onError })(context, next);
};

const noSuchRoute = ({ req }: Context): ProblemError =>
  new ProblemError('no_such_route', `There is no ${req.method} ${req.path}: /openapi.json lists the routes.`);
