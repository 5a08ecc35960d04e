/** Who there is on the forge. What each may do in `acme/widgets`: administer, write, read, write. */
export const logins = ['alice', 'bob', 'mallory', 'robot[bot]'] as const;
export type Login = (typeof logins)[number];

/** Any other token is refused, as GitHub does. */
export const tokenOf = (login: Login): string => `ghp_of_${login.replace('[bot]', '_bot')}`;

export const personWith = (token: string): Login | null =>
  logins.find((login) => tokenOf(login) === token) ?? null;

/** The token in `Bearer T`, `token T`, or as the password of `Basic`. */
export function tokenIn(authorization: string | undefined): string | null {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'basic') return value || null;
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':') || null;
}
