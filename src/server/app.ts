import type { OpenAPIHono } from '@hono/zod-openapi';
import type { TokenKind } from '../store/tables.ts';

/** The token that a call came with. */
export interface Caller {
  tokenId: string;
  kind: TokenKind;
  /** The only worker that it speaks for; null when it is bound to none. */
  workerId: string | null;
  /** Aborts when the token is revoked: what waits for this caller ends. */
  revoked: AbortSignal;
}

export interface AppEnv {
  /** Set on every route that needs a token. */
  Variables: { caller: Caller };
}

/** The control plane's HTTP application. `app.fetch(request)` answers without a port. */
export type App = OpenAPIHono<AppEnv>;
