/** A repository as GitHub's routes name it. */
export interface RepositoryName {
  owner: string;
  repo: string;
}

const pattern = /^(?<owner>[A-Za-z0-9][A-Za-z0-9-]*)\/(?<repo>[A-Za-z0-9_.][\w.-]*)$/;

/** Null for what is not OWNER/NAME: a path or the URL of a plain git remote. */
export function parseRepositoryName(name: string): RepositoryName | null {
  const { owner, repo } = pattern.exec(name)?.groups ?? {};
  return owner === undefined || repo === undefined ? null : { owner, repo };
}
