import { aliveness, type ProcessIdentity, readIdentity } from '../../src/edge/processes/identity.ts';

/** Which very process has this pid now. */
export function identityOf(pid: number | string): ProcessIdentity {
  const identity = readIdentity(Number(pid));
  if (identity === null) throw new Error(`there is no process ${pid}`);
  return identity;
}

export const isAlive = (identity: ProcessIdentity): boolean => aliveness(identity) === 'alive';
