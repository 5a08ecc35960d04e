/** What a webhook's delivery is about: what has to be looked at. What else it says is not believed. */
export type Subject =
  | { kind: 'issue'; number: number }
  | { kind: 'pull_request'; number: number }
  /** A branch was deleted, or commits came: whatever of the repository an open request stands for. */
  | { kind: 'repository' };

export interface ReadDelivery {
  action: string | null;
  /** OWNER/NAME; null when it is not about a repository. */
  repository: string | null;
  subjects: Subject[];
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

const text = (value: unknown, pattern: RegExp): string | null =>
  typeof value === 'string' && pattern.test(value) ? value : null;

function number(value: unknown): number[] {
  const found = field(value, 'number');
  return Number.isSafeInteger(found) && Number(found) > 0 ? [Number(found)] : [];
}

/** A word that can be stored and shown as it is. */
const action = /^\w{1,64}$/;
const repositoryName = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/** Reads a signed payload. Whatever it is made of, this does not throw, and gives no text that was not looked at. */
export function readDelivery(event: string, payload: unknown): ReadDelivery {
  return {
    action: text(field(payload, 'action'), action),
    repository: text(field(field(payload, 'repository'), 'full_name'), repositoryName),
    subjects: subjectsOf(event, payload),
  };
}

function subjectsOf(event: string, payload: unknown): Subject[] {
  switch (event) {
    case 'issues':
    case 'issue_comment':
      return issueOrPullRequest(field(payload, 'issue'));
    case 'pull_request':
    case 'pull_request_review':
    case 'pull_request_review_comment':
      return number(field(payload, 'pull_request')).map((one) => ({ kind: 'pull_request', number: one }));
    case 'check_run':
    case 'check_suite':
      return pullRequestsOf(field(payload, event));
    case 'delete':
    case 'push':
    case 'repository':
    case 'status':
      return [{ kind: 'repository' }];
    default:
      return [];
  }
}

const issueOrPullRequest = (issue: unknown): Subject[] =>
  number(issue).map((one) => ({
    kind: field(issue, 'pull_request') === undefined ? 'issue' : 'pull_request',
    number: one,
  }));

function pullRequestsOf(check: unknown): Subject[] {
  const all = field(check, 'pull_requests');
  if (!Array.isArray(all)) return [];
  return all.flatMap(number).map((one) => ({ kind: 'pull_request', number: one }));
}
