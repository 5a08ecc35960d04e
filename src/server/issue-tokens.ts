import { readIfThere, writeWhole } from '../edge/files.ts';
import { createToken } from '../store/create-token.ts';
import type { TokenKind } from '../store/tables.ts';
import type { ControlPlanePaths } from './claim-state-directory.ts';
import type { Parts } from './parts.ts';
import { newToken } from './token-book.ts';

/**
 * Parts on one state directory find and trust each other by two files, readable for their owner only.
 * A file that is missing, or whose token this database does not accept, is made anew.
 */
export async function issueTokens(parts: Parts, paths: ControlPlanePaths): Promise<void> {
  await parts.tokens.reload(parts.db);
  await issue(parts, 'operator', paths.operatorToken);
  const own = await issue(parts, 'worker', paths.workerToken);
  await parts.tokens.reload(parts.db);
  parts.tokens.setOwn(own);
}

async function issue(parts: Parts, kind: TokenKind, path: string): Promise<string> {
  const present = readIfThere(path)?.trim();
  if (present && parts.tokens.callerOf(present)?.kind === kind) return present;
  const { token, ...row } = newToken(kind);
  await parts.writer.write((write) => createToken(write, row));
  writeWhole(path, `${token}\n`, { mode: 0o600, durable: true });
  return token;
}
