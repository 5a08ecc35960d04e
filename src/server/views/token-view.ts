import { isoTime } from '../../edge/clock.ts';
import type { Token } from '../../protocol/token.ts';
import type { TokenRecord } from '../../store/list-tokens.ts';
import { timeOrNull } from './session-view.ts';

export const tokenView = (row: TokenRecord): Token => ({
  id: row.id,
  kind: row.kind,
  createdAt: isoTime(row.created_at),
  revokedAt: timeOrNull(row.revoked_at),
  expiresAt: timeOrNull(row.expires_at),
  workerId: row.worker_id,
});
