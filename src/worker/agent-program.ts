import { join } from 'node:path';
import { quoteForSh } from '../core/quote-for-sh.ts';

/**
 * The text of a session's own `bin/planeguard`, POSIX sh. It finds the spool beside itself, so that it also
 * works for an agent that runs its tools with an empty environment.
 */
export function agentProgram(): string {
  const main = join(import.meta.dirname, '../cli/main.mjs');
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', main].map(quoteForSh).join(' ');
  return `#!/bin/sh
# The commands of this session's agent.
: "\${PLANEGUARD_SPOOL:=\${0%/*}/../spool}"
export PLANEGUARD_SPOOL
exec ${command} "$@"
`;
}
