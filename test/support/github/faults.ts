import { setTimeout as sleep } from 'node:timers/promises';
import { quotaHeaders } from './quota.ts';

/** What may happen to a call. `after`: the forge has carried it out, and the caller does not hear so. */
export type ForgeFault =
  | '401'
  | '403'
  | '404'
  | '429'
  | 'secondary'
  | 'exhausted'
  | '500'
  | '502'
  | '503'
  | '502 after'
  | 'drop'
  | 'drop after'
  | 'slow';

export interface ForgeOutage {
  fault: ForgeFault;
  /** Matched against `POST /repos/acme/widgets/issues`; every call if absent. */
  route?: RegExp;
  /** Over after so many calls. */
  times?: number;
  /** For 429 and the secondary limit. Absent: no such header. */
  retryAfterS?: number;
  /** When the quota is back, for `exhausted`. */
  resetInS?: number;
  /** How long `slow` holds a call back, before it is carried out. */
  slowMs?: number;
}

export interface ForgeStruck {
  /** The calls that met it. */
  readonly met: string[];
  end(): void;
}

/** The faults that are on. */
export class ForgeFaults {
  readonly #outages = new Set<ForgeOutage & { met: string[] }>();

  strike(outage: ForgeOutage): ForgeStruck {
    const active = { ...outage, met: [] };
    this.#outages.add(active);
    return { met: active.met, end: () => void this.#outages.delete(active) };
  }

  heal(): void {
    this.#outages.clear();
  }

  /** That of a call, if it meets one: the newest. */
  of(name: string): ForgeOutage | null {
    const found = [...this.#outages].findLast(
      ({ route, times = Number.POSITIVE_INFINITY, met }) => met.length < times && (route?.test(name) ?? true),
    );
    found?.met.push(name);
    return found ?? null;
  }
}

/** What the caller sees instead; `null` is a connection that ends without an answer. */
export async function struck(
  outage: ForgeOutage,
  carryOut: () => Promise<Response>,
): Promise<Response | null> {
  const { fault, retryAfterS, resetInS = 60, slowMs = 1_000 } = outage;
  const retryAfter: Record<string, string> =
    retryAfterS === undefined ? {} : { 'retry-after': `${retryAfterS}` };
  switch (fault) {
    case '401':
      return refusal(401, 'Bad credentials');
    case '403':
      return refusal(403, 'Resource not accessible by personal access token');
    case '404':
      return refusal(404, 'Not Found');
    case '429':
      return refusal(429, 'Too many requests', retryAfter);
    case 'secondary':
      return refusal(403, secondaryLimit, retryAfter);
    case 'exhausted':
      return refusal(
        403,
        'API rate limit exceeded for user ID 1.',
        quotaHeaders({ limit: 5_000, used: 5_000, reset: Math.floor(Date.now() / 1_000) + resetInS }),
      );
    case '500':
    case '502':
    case '503':
      return unavailable(Number(fault));
    case '502 after':
      await carryOut();
      return unavailable(502);
    case 'drop':
      return null;
    case 'drop after':
      await carryOut();
      return null;
    case 'slow':
      await sleep(slowMs, undefined, { ref: false });
      return carryOut();
    default:
      return fault satisfies never;
  }
}

const secondaryLimit =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

export const refusal = (status: number, message: string, headers: Record<string, string> = {}): Response =>
  Response.json(
    { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` },
    { status, headers },
  );

const unavailable = (status: number): Response =>
  new Response('<html><body><h1>Unicorn!</h1></body></html>', {
    status,
    headers: { 'content-type': 'text/html' },
  });
