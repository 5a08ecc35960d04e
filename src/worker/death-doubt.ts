import { doubtsDeaths } from '../core/decide/mass-death.ts';
import type { SessionState } from '../core/session.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import { hasVanished } from './session/observe.ts';
import type { Session } from './session/session.ts';

/** Between the guard's start and the record of it, a session is still launching. */
const hasGuard: ReadonlySet<SessionState> = new Set(['launching', 'live']);

/** Looks at all live sessions together before one is believed to have vanished. */
export class DeathDoubt {
  readonly #parts: { clock: Clock; log: Log };
  readonly #sessions: () => readonly Session[];
  #sinceMs: number | null = null;

  constructor(parts: { clock: Clock; log: Log }, sessions: () => readonly Session[]) {
    this.#parts = parts;
    this.#sessions = sessions;
  }

  /** Whether nobody may be taken for lost yet. */
  doubts(): boolean {
    const { clock, log } = this.#parts;
    const live = this.#sessions().filter(({ record }) => hasGuard.has(record.state));
    const facts = { live: live.length, dead: live.filter(hasVanished).length };
    if (!doubtsDeaths({ ...facts, doubtedForMs: null })) {
      this.#sinceMs = null;
      return false;
    }
    if (this.#sinceMs === null) log.error(facts, 'most sessions look dead at once: looking again');
    this.#sinceMs ??= clock.monotonicMs();
    return doubtsDeaths({ ...facts, doubtedForMs: clock.monotonicMs() - this.#sinceMs });
  }
}
