/** The origin that a text names: http or https, without a path, a query or a login. Null for anything else. */
export function parseControlPlaneUrl(text: string): string | null {
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search;
  return isOrigin && !url.username && !url.password ? url.origin : null;
}
