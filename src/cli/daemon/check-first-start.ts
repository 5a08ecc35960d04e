import { existsSync } from 'node:fs';
import type { CliContext } from '../context.ts';
import { refuseElsewhere } from '../instance/elsewhere.ts';

/**
 * A first start that cannot succeed leaves no half-made state directory: what it would fail at is asked before.
 * Later an address may be taken by our own parts, which are replaced.
 * @throws ProblemError misconfigured, state_refused (its worker has a control plane elsewhere)
 */
export async function checkFirstStart(context: CliContext): Promise<void> {
  const { config } = await context.loadConfig();
  refuseElsewhere(context.layout, config);
  if (existsSync(context.layout.root)) return;
  const { tryAddress } = await import('../../server/bind-address.ts');
  await tryAddress(config.server.listen);
}
