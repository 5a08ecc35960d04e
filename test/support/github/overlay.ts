import type { Json } from './api.ts';

/** What the emulator does not know, or says otherwise than GitHub, put into each of its answers and deliveries. */
export class Overlay {
  /** Own URL of the emulator, and that of the forge. */
  readonly #urls: readonly [string, string];
  /** Numbers of pull requests, which are issues as well. */
  readonly pulls = new Set<number>();
  /** Heads that a push moved, by number. */
  readonly heads = new Map<number, string>();
  readonly mergeCommits = new Map<number, string>();
  readonly duplicates = new Set<number>();
  /** Pull requests that come from somebody's fork, by number. */
  readonly forks = new Map<number, string>();
  /** When issues were changed last, by number, where it matters. */
  readonly updatedAt = new Map<number, string>();

  /** When pull requests were opened, by number, where it matters. */
  readonly openedAt = new Map<number, string>();

  constructor(emulator: string, forge: string) {
    this.#urls = [emulator, forge];
  }

  text(text: string): string {
    return text.replaceAll(...this.#urls);
  }

  /** JSON as GitHub would send it. */
  json(text: string): Json {
    return JSON.parse(this.text(text), (_, value) => this.#revived(value));
  }

  #revived(value: Json): Json {
    if (typeof value === 'string') return withoutMilliseconds(value);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    if (isPull(value)) return this.#pull(value);
    if (isIssue(value)) return this.#issue(value);
    if (typeof value.login === 'string' && value.login.endsWith('[bot]')) return { ...value, type: 'Bot' };
    if ('role_name' in value && 'permission' in value)
      return { ...value, permission: legacy(value.permission) };
    if ('check_suite' in value && 'head_sha' in value && value.app === null) return { ...value, app };
    return value;
  }

  #pull(pull: Json): Json {
    this.pulls.add(pull.number);
    const sha = this.heads.get(pull.number) ?? pull.head.sha;
    const mergeCommit = this.mergeCommits.get(pull.number) ?? pull.merge_commit_sha;
    const owner = this.forks.get(pull.number);
    const fork =
      owner === undefined
        ? {}
        : { user: { login: owner }, head: { repo: { full_name: `${owner}/widgets` } } };
    const head = { ...pull.head, sha, ...fork.head };
    const created_at = this.openedAt.get(pull.number) ?? pull.created_at;
    return { ...pull, ...fork, head, created_at, merge_commit_sha: mergeCommit };
  }

  #issue(issue: Json): Json {
    if (this.pulls.has(issue.number)) return asPull(issue);
    const isDuplicate = issue.state === 'closed' && this.duplicates.has(issue.number);
    const updated_at = this.updatedAt.get(issue.number) ?? issue.updated_at;
    return { ...issue, updated_at, ...(isDuplicate ? { state_reason: 'duplicate' } : {}) };
  }
}

/** A pull request as the issues' endpoints show it. */
export function asPull(issue: Json): Json {
  const url = issue.url.replace('/issues/', '/pulls/');
  const html = issue.html_url.replace('/issues/', '/pull/');
  const pull = {
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: issue.merged_at ?? null,
  };
  return { ...issue, html_url: html, pull_request: pull };
}

const app = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' };

const isPull = (value: Json): boolean => 'head' in value && 'base' in value && 'merge_commit_sha' in value;
const isIssue = (value: Json): boolean =>
  'number' in value && 'events_url' in value && 'state_reason' in value;

/** GitHub's times are in whole seconds. */
const withoutMilliseconds = (text: string): string =>
  /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/.test(text) ? `${text.slice(0, 19)}Z` : text;

/** The older of the two fields knows four words only. */
const legacy = (permission: string): string =>
  ({ pull: 'read', triage: 'read', push: 'write', maintain: 'write' })[permission] ?? permission;
