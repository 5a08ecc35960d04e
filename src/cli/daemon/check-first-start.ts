import { existsSync } from 'node:fs';
import type { CliContext } from '../context.ts';

/**
 * A first start that cannot succeed leaves no half-made state directory: what it would fail at is asked before.
 * Later an address may be taken by our own parts, which are replaced.
 * @throws ProblemError misconfigured
 */
export async function checkFirstStart(context: CliContext): Promise<void> {
  const { config } = await context.loadConfig();
  if (existsSync(context.layout.root)) return;
  const { tryAddress } = await import('../../server/bind-address.ts');
  await tryAddress(config.server.listen);
}
