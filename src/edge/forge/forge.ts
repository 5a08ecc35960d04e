/** A pull request as Planeguard recorded it. */
export interface PullRequest {
  /** The branch with the work, and the commit it had when it was published. */
  head: string;
  headSha: string;
  /** The branch it is to be merged into. */
  base: string;
}

/** What became of a pull request. `unknown` when the forge could not be asked: then nothing may follow from it. */
export type SeenPullRequest =
  /** `sha` is what the head branch is now. */
  | { state: 'open'; sha: string }
  /** `sha` is a commit of the base that has the work. */
  | { state: 'merged'; sha: string }
  /** The head branch is gone, or somebody closed it, and the work is not in the base. */
  | { state: 'closed'; sha: string }
  | { state: 'unknown'; message: string };

export type MergedPullRequest =
  /** `headDeleted` is false when the forge refused to delete the merged branch. */
  | { kind: 'merged'; sha: string; headDeleted: boolean }
  /** `files` is empty where the forge does not name them. */
  | { kind: 'conflict'; files: string[] }
  /** The head is not the commit that was asked for; null when the branch is gone. */
  | { kind: 'head_moved'; sha: string | null }
  /** The base is checked out at `worktree`, which is a person's: they type `command` themselves. */
  | { kind: 'base_checked_out'; worktree: string; command: string }
  | { kind: 'refused' | 'unreachable'; message: string };

/** Where code is reviewed. Both calls may be repeated. */
export interface Forge {
  lookAt(pullRequest: PullRequest): Promise<SeenPullRequest>;
  /** `title` becomes the merge commit's first line, where the repository has no settings of its own for that. */
  merge(pullRequest: PullRequest & { title: string }): Promise<MergedPullRequest>;
}
