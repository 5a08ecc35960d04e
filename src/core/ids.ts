/** The attempt's id is also its session's id: `<request>-<number>`. Opaque, safe in every argument and path. */
export const attemptId = (requestId: string, attempt: number): string => `${requestId}-${attempt}`;

/** The number in an attempt's id. */
export const attemptNumber = (id: string): number => Number(id.slice(id.lastIndexOf('-') + 1));

/** The only name of a session that tmux ever sees. */
export const tmuxName = (sessionId: string): string => `pg-${sessionId}`;

/** What compose calls all that a session starts: its containers are found by it. */
export const composeProject = (sessionId: string): string => `pg-${sessionId}`;

const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A request's id from 8 random bytes: `r` and eight letters that cannot be misread. */
export function requestIdFrom(random: Uint8Array): string {
  return `r${Array.from(random.slice(0, 8), (byte) => idAlphabet[byte % 32]).join('')}`;
}

export const requestIdPattern = /^r[0-9a-hjkmnp-tv-z]{8}$/;
