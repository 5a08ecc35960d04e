import { type Call, type Json, sure } from './api.ts';
import { repositoryPath } from './emulator.ts';
import type { Login } from './people.ts';

export interface NewIssue {
  title?: string;
  body?: string;
  labels?: string[];
  by?: Login;
}

export interface NewPull {
  head: string;
  base?: string;
  title?: string;
  body?: string;
  draft?: boolean;
  by?: Login;
}

export interface NewReview {
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  body?: string;
  comments?: { path: string; position: number; body: string }[];
  by?: Login;
}

/** What persons do in `acme/widgets`; alice, if nobody is named. */
export class Persons {
  readonly #call: ReturnType<typeof sure>;

  constructor(call: Call) {
    this.#call = (method, path, options) => sure(call)(method, `${repositoryPath}${path}`, options);
  }

  openIssue({ title = 'A wish', body = 'Please.', labels = [], by = 'alice' }: NewIssue = {}): Promise<Json> {
    return this.#call('POST', '/issues', { by, body: { title, body, labels } });
  }

  label(issue: number, label = 'agent', by: Login = 'alice'): Promise<Json> {
    return this.#call('POST', `/issues/${issue}/labels`, { by, body: { labels: [label] } });
  }

  unlabel(issue: number, label = 'agent', by: Login = 'alice'): Promise<Json> {
    return this.#call('DELETE', `/issues/${issue}/labels/${encodeURIComponent(label)}`, { by });
  }

  edit(issue: number, change: { title?: string; body?: string }, by: Login = 'alice'): Promise<Json> {
    return this.#call('PATCH', `/issues/${issue}`, { by, body: change });
  }

  /** On an issue or a pull request. */
  comment(number: number, body = 'A remark.', by: Login = 'alice'): Promise<Json> {
    return this.#call('POST', `/issues/${number}/comments`, { by, body: { body } });
  }

  editComment(id: number, body: string, by: Login = 'alice'): Promise<Json> {
    return this.#call('PATCH', `/issues/comments/${id}`, { by, body: { body } });
  }

  deleteComment(id: number, by: Login = 'alice'): Promise<Json> {
    return this.#call('DELETE', `/issues/comments/${id}`, { by });
  }

  close(
    issue: number,
    state_reason: 'completed' | 'not_planned' | 'duplicate' = 'completed',
    by: Login = 'alice',
  ): Promise<Json> {
    return this.#call('PATCH', `/issues/${issue}`, { by, body: { state: 'closed', state_reason } });
  }

  reopen(issue: number, by: Login = 'alice'): Promise<Json> {
    return this.#call('PATCH', `/issues/${issue}`, { by, body: { state: 'open' } });
  }

  lock(issue: number, by: Login = 'alice'): Promise<Json> {
    return this.#call('PUT', `/issues/${issue}/lock`, { by, body: { lock_reason: 'resolved' } });
  }

  openPullRequest({
    by = 'alice',
    base = 'main',
    title = 'A change',
    body = '',
    ...rest
  }: NewPull): Promise<Json> {
    return this.#call('POST', '/pulls', { by, body: { base, title, body, ...rest } });
  }

  review(pull: number, { by = 'bob', event = 'COMMENT', ...rest }: NewReview = {}): Promise<Json> {
    return this.#call('POST', `/pulls/${pull}/reviews`, { by, body: { event, ...rest } });
  }

  /** On a line of the change. */
  commentInline(pull: number, body = 'Here.', by: Login = 'bob'): Promise<Json> {
    return this.#call('POST', `/pulls/${pull}/comments`, {
      by,
      body: { body, path: 'a.txt', line: 1, side: 'RIGHT' },
    });
  }

  closePullRequest(pull: number, by: Login = 'alice'): Promise<Json> {
    return this.#call('PATCH', `/pulls/${pull}`, { by, body: { state: 'closed' } });
  }

  reopenPullRequest(pull: number, by: Login = 'alice'): Promise<Json> {
    return this.#call('PATCH', `/pulls/${pull}`, { by, body: { state: 'open' } });
  }

  mergePullRequest(pull: number, by: Login = 'alice', how: object = {}): Promise<Json> {
    return this.#call('PUT', `/pulls/${pull}/merge`, { by, body: how });
  }

  deleteBranch(branch: string, by: Login = 'alice'): Promise<Json> {
    return this.#call('DELETE', `/git/refs/heads/${branch}`, { by });
  }

  setStatus(
    sha: string,
    state: 'error' | 'failure' | 'pending' | 'success',
    context = 'ci/build',
  ): Promise<Json> {
    return this.#call('POST', `/statuses/${sha}`, { by: 'robot[bot]', body: { state, context } });
  }

  /** Under way without a conclusion. */
  async checkRun(head_sha: string, name: string, conclusion?: string): Promise<Json> {
    const by = 'robot[bot]';
    const run = await this.#call('POST', '/check-runs', {
      by,
      body: { head_sha, name, status: 'in_progress' },
    });
    if (conclusion === undefined) return run;
    return this.#call('PATCH', `/check-runs/${run.id}`, { by, body: { status: 'completed', conclusion } });
  }

  /** Makes checks a condition of merging. */
  requireChecks(contexts: string[], branch = 'main'): Promise<Json> {
    const body = { required_status_checks: { strict: false, contexts }, enforce_admins: false };
    return this.#call('PUT', `/branches/${branch}/protection`, { body });
  }

  archive(archived = true): Promise<Json> {
    return this.#call('PATCH', '', { body: { archived } });
  }
}
