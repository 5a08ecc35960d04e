import { readdirSync } from 'node:fs';
import type { StateLayout } from '../../config/state-layout.ts';
import { hasCode } from '../../edge/files.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { readIdentityOf } from '../../worker/guard/guard-facts.ts';

/** Sessions of a state directory whose guard is on watch, whether a worker looks after them or not. */
export function guardedSessions(layout: StateLayout): string[] {
  return sessionIds(layout).filter((id) => {
    const watch = readIdentityOf(layout.session(id), 'watch');
    return watch !== null && aliveness(watch) !== 'dead';
  });
}

function sessionIds(layout: StateLayout): string[] {
  try {
    return readdirSync(layout.sessions);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
