import type { Json } from './api.ts';

interface Used {
  limit: number;
  used: number;
  /** Seconds since 1970. */
  reset: number;
}

/** The primary rate limit, one for each token. */
export class Quota {
  /** For who asks from now on. */
  limit = 5_000;
  readonly #used = new Map<string | null, Used>();

  /** Leaves a token so much, until so many seconds from now. */
  leave(token: string, remaining: number, resetInS = 3_600): void {
    this.#used.set(token, { limit: this.limit, used: this.limit - remaining, reset: nowS() + resetInS });
  }

  /** Nobody has used anything. */
  refill(): void {
    this.#used.clear();
  }

  isSpent(token: string | null): boolean {
    const { limit, used } = this.use(token, 0);
    return used >= limit;
  }

  use(token: string | null, calls: number): Used {
    const before = this.#used.get(token);
    const window =
      before === undefined || before.reset <= nowS()
        ? { limit: this.limit, used: 0, reset: nowS() + 3_600 }
        : before;
    window.used = Math.min(window.limit, window.used + calls);
    this.#used.set(token, window);
    return window;
  }

  /** The answer of `GET /rate_limit`. */
  shown(token: string | null): Json {
    const { limit, used, reset } = this.use(token, 0);
    const core = { limit, used, remaining: limit - used, reset };
    return { resources: { core }, rate: core };
  }
}

export const quotaHeaders = ({ limit, used, reset }: Used): Record<string, string> => ({
  'x-ratelimit-limit': `${limit}`,
  'x-ratelimit-remaining': `${limit - used}`,
  'x-ratelimit-used': `${used}`,
  'x-ratelimit-reset': `${reset}`,
  'x-ratelimit-resource': 'core',
});

const nowS = (): number => Math.floor(Date.now() / 1_000);
