/** What an account may do on a repository, as GitHub itself says with the repository. */
export interface Role {
  push: boolean;
  admin: boolean;
}

/** How GitHub answered a read that needs a right. `unknown`: it did not answer, or there was nothing to read. */
export type Access = 'granted' | 'refused' | 'off' | 'unknown';

export const readRights = [
  'issues',
  'pull_requests',
  'contents',
  'collaborators',
  'checks',
  'statuses',
] as const;
export type ReadRight = (typeof readRights)[number];

export interface RightsFacts {
  /** Of a classic token; null for one of another kind: GitHub does not tell what such a one may do. */
  scopes: readonly string[] | null;
  isPrivate: boolean;
  /** Null where GitHub does not tell. */
  role: Role | null;
  reads: Readonly<Record<ReadRight, Access>>;
}

export interface Right {
  /** `limited`: something less is shown, and all else works. `not_told`: only a write would tell. */
  state: 'has' | 'lacks' | 'limited' | 'not_told';
  what: string;
  /** What to add; null where nothing is to be done. */
  mend: string | null;
}

const fineGrained: Readonly<Record<ReadRight, string>> = {
  issues: 'Issues: read and write',
  pull_requests: 'Pull requests: read and write',
  contents: 'Contents: read',
  collaborators: 'Metadata: read',
  checks: 'Checks: read',
  statuses: 'Commit statuses: read',
};

const words: Readonly<Record<ReadRight, string>> = {
  issues: 'issues',
  pull_requests: 'pull requests',
  contents: 'branches',
  collaborators: 'who may do what on the repository',
  checks: 'checks',
  statuses: 'commit statuses',
};

/** Without these only the summary of checks is missing. */
const dispensable: ReadonlySet<ReadRight> = new Set(['contents', 'checks', 'statuses']);

/** What the token may do on a repository of what Planeguard needs, each in a sentence. Only what GitHub has said counts. */
export function judgeRights(facts: RightsFacts): Right[] {
  const lacking = readRights.flatMap((right) => judgeRead(facts, right));
  const writing = judgeWriting(facts);
  if (writing.state === 'has' && lacking.length === 0) return [writing];
  return writing.state === 'has' ? lacking : [...lacking, writing];
}

function judgeRead({ reads, scopes }: RightsFacts, right: ReadRight): Right[] {
  if (reads[right] === 'off')
    return [
      {
        state: 'lacks',
        what: `The repository has no ${words[right]}.`,
        mend: 'Turn them on in its settings, under General, Features.',
      },
    ];
  if (reads[right] !== 'refused') return [];
  const state = dispensable.has(right) ? 'limited' : 'lacks';
  const without = state === 'limited' ? ' Checks are not shown; all else works.' : '';
  return [
    { state, what: `It may not read ${words[right]}.${without}`, mend: addRight(scopes, fineGrained[right]) },
  ];
}

const addRight = (scopes: readonly string[] | null, permission: string): string =>
  scopes === null
    ? `Give the token the permission "${permission}" on this repository.`
    : 'Give the token the scope repo, and its account the role Write on this repository.';

function judgeWriting({ scopes, isPrivate, role }: RightsFacts): Right {
  if (role?.push === false)
    return {
      state: 'lacks',
      what: 'Its account may not write to the repository: it can open no pull request from its branches.',
      mend: 'Give the account the role Write on this repository.',
    };
  if (scopes === null)
    return {
      state: 'not_told',
      what: 'Whether it may write issues and pull requests GitHub tells of no token of this kind.',
      mend: `It needs the permissions "${fineGrained.issues}" and "${fineGrained.pull_requests}".`,
    };
  const sufficient = isPrivate ? ['repo'] : ['repo', 'public_repo'];
  if (sufficient.some((scope) => scopes.includes(scope)))
    return { state: 'has', what: 'It may read and write all that is needed.', mend: null };
  return {
    state: 'lacks',
    what: `Its scopes (${scopes.join(', ') || 'none'}) let it write neither issues nor pull requests.`,
    mend: `Give the token the scope ${sufficient.join(' or ')}.`,
  };
}

/** What makes webhooks accessible, where GitHub has refused that. */
export function webhookAdvice({ scopes, role }: Pick<RightsFacts, 'scopes' | 'role'>): string {
  const ofAccount = role?.admin ? [] : ['Give the account the role Admin on this repository.'];
  const suffices = ['repo', 'admin:repo_hook', 'write:repo_hook'].some((scope) => scopes?.includes(scope));
  const ofToken =
    scopes === null
      ? ['Give the token the permission "Webhooks: read and write" on this repository.']
      : suffices
        ? []
        : ['Give the token the scope admin:repo_hook.'];
  return [...ofAccount, ...ofToken].join(' ') || 'See whether its organisation restricts the token.';
}
