import { type Finding, fine, found, notKnown } from './finding.ts';
import { isAtLeast, parseVersion } from './program-version.ts';

export interface GitFacts {
  version: { kind: 'told'; text: string } | { kind: 'missing' } | { kind: 'failed'; why: string };
  knowsCommitter: boolean;
  /** Remotes of configured repositories that are reached over https. */
  httpsRemotes: readonly string[];
  hasCredentialHelper: boolean;
  /** A repository here keeps files in Git LFS. */
  needsLfs: boolean;
  hasLfs: boolean;
}

const needed = [2, 39] as const;

export function judgeGit(facts: GitFacts): Finding[] {
  const { version } = facts;
  if (version.kind === 'missing')
    return [
      found('git_missing', {
        what: 'There is no git on the PATH.',
        mend: 'sudo apt-get install git (macOS: xcode-select --install)',
      }),
    ];
  if (version.kind === 'failed') return [notKnown('git', `git does not tell its version: ${version.why}.`)];
  const parsed = parseVersion(version.text);
  if (parsed === null) return [notKnown('git', `git tells no version: ${version.text}.`)];
  if (!isAtLeast(parsed, needed))
    return [
      found('git_old', {
        what: `${version.text}, and 2.39 is needed.`,
        mend: 'sudo apt-get install git (macOS: brew install git)',
      }),
    ];
  const findings = [...judgeCommitter(facts), ...judgeHelper(facts), ...judgeLfs(facts)];
  return findings.length > 0 ? findings : [fine('git', `${version.text}; it knows who commits.`)];
}

function judgeCommitter({ knowsCommitter }: GitFacts): Finding[] {
  if (knowsCommitter) return [];
  const mend = 'git config --global user.name "Your Name" && git config --global user.email you@example.org';
  return [found('committer_unknown', { what: 'git does not know who commits.', mend })];
}

function judgeHelper({ httpsRemotes, hasCredentialHelper }: GitFacts): Finding[] {
  const [first] = httpsRemotes;
  if (first === undefined || hasCredentialHelper) return [];
  const what = `${first} is reached over https, and git has no credential helper.`;
  const mend = 'git config --global credential.helper store (or gh auth setup-git)';
  return [found('credential_helper_missing', { what, mend })];
}

function judgeLfs({ needsLfs, hasLfs }: GitFacts): Finding[] {
  if (!needsLfs || hasLfs) return [];
  const what = 'A repository uses Git LFS, and git-lfs is not installed.';
  return [found('lfs_missing', { what, mend: 'sudo apt-get install git-lfs && git lfs install' })];
}
