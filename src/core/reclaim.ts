import { type KeepReason, keepReasons } from './cleanup.ts';
import type { SessionState } from './session.ts';

/** What takes room in a state directory. A closed set: it is listed. */
export type Holding = 'workspace' | 'session' | 'cache' | 'logs';

/** What the record beside a session says of it; null when there is none, or none that can be read. */
export type SessionWord = { state: SessionState; kept: KeepReason | null } | null;

export interface ReclaimVerdict {
  mayGo: boolean;
  because: string;
}

const stays = (because: string): ReclaimVerdict => ({ mayGo: false, because });

/** Whether a holding could be freed without loss. What nobody speaks for stays. */
export function judgeHolding(holding: Holding, word: SessionWord): ReclaimVerdict {
  switch (holding) {
    case 'cache':
      return stays('workspaces borrow from it, and it holds the salvage of its repository');
    case 'logs':
      return stays('worker and control plane write to them');
    case 'workspace':
    case 'session':
      return judgeOfSession(holding, word);
    default:
      return holding satisfies never;
  }
}

function judgeOfSession(holding: 'workspace' | 'session', word: SessionWord): ReclaimVerdict {
  if (word === null) return stays('no record says what became of its session');
  if (word.kept !== null) return stays(`its workspace is kept: ${keepReasons[word.kept]}`);
  if (word.state !== 'ended') return stays('its session is not over');
  if (holding === 'workspace') return stays('its session is over: its worker looks at it as residue');
  return {
    mayGo: true,
    because: 'its session is over and keeps no workspace; its transcript would go with it',
  };
}
