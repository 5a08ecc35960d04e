/** The events that tell of what Planeguard looks at. */
export const hookEvents = [
  'check_run',
  'check_suite',
  'delete',
  'issue_comment',
  'issues',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'push',
  'repository',
  'status',
] as const;

/** A webhook as GitHub shows it: never with its secret. */
export interface SeenHook {
  id: number;
  url: string;
  contentType: string | null;
  hasSecret: boolean;
  checksCertificate: boolean;
  isActive: boolean;
  events: readonly string[];
  /** How the last delivery was answered; null when there was none lately. `code` 0: not at all. */
  lastResponse: { code: number; message: string | null } | null;
}

export type HookPlan =
  | { kind: 'create' }
  | {
      kind: 'there';
      hook: SeenHook;
      /** What of it is not as it should be; empty when all is. */
      differs: string[];
      /** As they should be: those that somebody has added stay. */
      events: string[];
      /** How many more lead to the same place: each change comes so often. */
      others: number;
    };

/** Finds the webhook that leads to a payload URL among all of a repository, and what has to change. */
export function planHook(hooks: readonly SeenHook[], url: string): HookPlan {
  const [hook, ...others] = hooks.filter((one) => isSamePlace(one.url, url));
  if (hook === undefined) return { kind: 'create' };
  const missing = hook.events.includes('*') ? [] : hookEvents.filter((event) => !hook.events.includes(event));
  const differs = [
    ...(missing.length > 0 ? [`events (${missing.join(', ')} missing)`] : []),
    ...(hook.contentType === 'json' ? [] : ['content type']),
    ...(hook.isActive ? [] : ['it is switched off']),
    ...(hook.hasSecret ? [] : ['it has no secret']),
    ...(hook.checksCertificate ? [] : ['certificates are not checked']),
  ];
  return { kind: 'there', hook, differs, events: [...hook.events, ...missing], others: others.length };
}

const isSamePlace = (one: string, other: string): boolean => placeOf(one) === placeOf(other);

/** Hosts are compared without case, as browsers and GitHub do. */
const placeOf = (url: string): string => (URL.canParse(url) ? new URL(url).href.replace(/\/$/, '') : url);

/** What is wrong with the last delivery; null when it was taken, or there was none. */
export function deliveryTrouble({ url, lastResponse }: SeenHook): string | null {
  if (lastResponse === null || (lastResponse.code >= 200 && lastResponse.code < 300)) return null;
  const { code, message } = lastResponse;
  if (code === 401)
    return `GitHub's last delivery to ${url} was refused (401): it is signed with another secret.`;
  const said = message === null ? '' : `, ${message}`;
  return code === 0
    ? `GitHub's last delivery to ${url} was not answered${said}.`
    : `GitHub's last delivery to ${url} was answered with ${code}${said}.`;
}
