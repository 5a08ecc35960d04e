import { createTokenRoute, listTokensRoute, revokeTokenRoute } from '../../protocol/routes/tokens.ts';
import { createToken } from '../../store/create-token.ts';
import { listTokens } from '../../store/list-tokens.ts';
import { revokeToken } from '../../store/revoke-token.ts';
import { accepted } from '../accepted.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { newToken } from '../token-book.ts';
import { tokenView } from '../views/token-view.ts';

const enrolmentMs = 3_600_000;

export function tokenRoutes(app: App, parts: Parts): void {
  app.openapi(createTokenRoute, async (context) => {
    const { kind, expiresInMs = enrolmentMs } = context.req.valid('json');
    const { token, ...row } = newToken(kind);
    const expires = kind === 'enrolment' ? { expires_at: parts.clock.nowMs() + expiresInMs } : {};
    const made = await parts.writer.write((write) => createToken(write, { ...row, ...expires }));
    await parts.tokens.reload(parts.db);
    return context.json({ ...tokenView(made), token }, 201);
  });
  app.openapi(listTokensRoute, async (context) => {
    const tokens = await listTokens(parts.db);
    return context.json({ items: tokens.map(tokenView), nextCursor: null }, 200);
  });
  app.openapi(revokeTokenRoute, async (context) => {
    const { id } = context.req.valid('param');
    const { token } = accepted(await parts.writer.write((write) => revokeToken(write, id)));
    await parts.tokens.reload(parts.db);
    return context.json(tokenView(token), 200);
  });
}
