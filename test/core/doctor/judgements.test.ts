import { describe, expect, it } from 'vitest';
import { doctorProblems } from '../../../src/core/doctor/doctor-problem.ts';
import type { Finding } from '../../../src/core/doctor/finding.ts';
import { type AgentFacts, judgeAgents } from '../../../src/core/doctor/judge-agents.ts';
import { judgeConfiguration } from '../../../src/core/doctor/judge-configuration.ts';
import { type Answer, judgeControlPlane } from '../../../src/core/doctor/judge-control-plane.ts';
import { judgeCredentials, type TokenFacts } from '../../../src/core/doctor/judge-credentials.ts';
import { type GitFacts, judgeGit } from '../../../src/core/doctor/judge-git.ts';
import {
  judgeContainment,
  judgeDisk,
  judgePorts,
  judgeStaleFiles,
  type PortFacts,
} from '../../../src/core/doctor/judge-host.ts';
import { judgeNode, judgeTmux } from '../../../src/core/doctor/judge-programs.ts';
import { judgeService } from '../../../src/core/doctor/judge-service.ts';
import { judgeStateDirectory } from '../../../src/core/doctor/judge-state-directory.ts';
import { judgeVersions, type VersionFacts } from '../../../src/core/doctor/judge-versions.ts';
import { judgeWorker } from '../../../src/core/doctor/judge-worker.ts';
import { workerHealths } from '../../../src/core/health.ts';

/** What was concluded: the problem, or the level where there is none. */
const said = (findings: readonly Finding[]): string[] =>
  findings.map(({ problem, level }) => problem ?? level);

const folder = { kind: 'folder', path: '/s', mode: 0o700, isOwn: true, isWritable: true } as const;
const token: TokenFacts = {
  kind: 'worker',
  path: '/s/worker.token',
  file: { kind: 'there', mode: 0o600 },
  accepted: 'yes',
};
const tokens = (...changes: Partial<TokenFacts>[]) =>
  judgeCredentials({
    tokens: changes.map((change) => ({ ...token, ...change })),
    wereMade: true,
    controlPlaneAnswers: true,
    from: 'here',
  });

const database = { id: 'd1', generation: 2 };
const answering: Answer = { kind: 'control_plane', database, isReady: true, skewMs: 400 };
const controlPlane = (answer: Answer | null, change: object = {}) =>
  judgeControlPlane({
    url: 'http://127.0.0.1:7420',
    answer,
    workerRuns: true,
    leases: [],
    start: 'planeguard up --detach',
    here: { pid: 7, isKept: true },
    ...change,
  });

const versions = (change: Partial<VersionFacts>) =>
  judgeVersions({ own: '1.0.0', parts: [], schema: null, otherGuards: 0, ...change });

const codex: AgentFacts = {
  name: 'codex',
  program: 'codex',
  isWanted: true,
  path: '/bin/codex',
  version: { kind: 'told', text: 'codex 1' },
  loggedOut: null,
  isOnWorkersPath: true,
  install: 'npm install -g @openai/codex',
  login: 'codex login',
};
const agents = (...changes: Partial<AgentFacts>[]) =>
  judgeAgents(changes.map((change) => ({ ...codex, ...change })));

const git = (change: Partial<GitFacts>) =>
  judgeGit({
    version: { kind: 'told', text: 'git version 2.39.5' },
    knowsCommitter: true,
    httpsRemotes: [],
    hasCredentialHelper: false,
    needsLfs: false,
    hasLfs: false,
    ...change,
  });

const tier = (which: 1 | 3) => ({ kind: 'known', value: { tier: which, sentence: 'So.' } }) as const;
const disk = (freeBytes: number) =>
  judgeDisk({
    path: '/s',
    space: { kind: 'known', value: { freeBytes, freeInodes: null } },
    floorBytes: 100,
    reclaimableBytes: 7,
    format: (bytes) => `${bytes}B`,
  });
const ports = (change: Partial<PortFacts>) =>
  judgePorts({
    listen: { host: '127.0.0.1', port: 7420 },
    address: 'free',
    range: { from: 20_000, to: 29_999 },
    ephemeral: { from: 32_768, to: 60_999 },
    ...change,
  });

const judged: Record<string, [facts: string, findings: Finding[], expected: string[]][]> = {
  'the state directory': [
    ['not there yet', judgeStateDirectory({ kind: 'missing', path: '/s' }), ['ok']],
    ['a file', judgeStateDirectory({ kind: 'not_a_folder', path: '/s' }), ['state_directory_unusable']],
    ['not told', judgeStateDirectory({ kind: 'not_told', path: '/s', why: 'EIO' }), ['unknown']],
    ['private', judgeStateDirectory(folder), ['ok']],
    ['open to the group', judgeStateDirectory({ ...folder, mode: 0o750 }), ['state_directory_open']],
    ["another user's", judgeStateDirectory({ ...folder, isOwn: false }), ['state_directory_unusable']],
    ['read-only', judgeStateDirectory({ ...folder, isWritable: false }), ['state_directory_unusable']],
  ],
  'the configuration': [
    ['none', judgeConfiguration({ path: null, errors: [], missing: [] }), ['ok']],
    [
      'two errors',
      judgeConfiguration({ path: null, errors: ['a.', 'b.'], missing: [] }),
      ['configuration_invalid', 'configuration_invalid'],
    ],
    [
      'a file that is gone',
      judgeConfiguration({ path: '/c', errors: [], missing: [{ key: 'k', path: '/e' }] }),
      ['configured_path_missing'],
    ],
  ],
  credentials: [
    [
      'none yet',
      judgeCredentials({
        tokens: [{ ...token, file: { kind: 'missing' } }],
        wereMade: false,
        controlPlaneAnswers: false,
        from: 'here',
      }),
      ['ok'],
    ],
    ['accepted', tokens({}), ['ok']],
    ['nobody to ask', tokens({ accepted: 'not_asked' }), ['ok']],
    ['missing', tokens({ file: { kind: 'missing' } }), ['token_missing']],
    ['empty', tokens({ file: { kind: 'empty' } }), ['token_missing']],
    ['unreadable', tokens({ file: { kind: 'unreadable', why: 'EACCES' } }), ['unknown']],
    [
      'open to others and refused',
      tokens({ file: { kind: 'there', mode: 0o640 }, accepted: 'no' }),
      ['token_readable', 'token_refused'],
    ],
  ],
  'the control plane': [
    ['never heard of, no worker', controlPlane(null, { url: null, workerRuns: false }), ['nothing_runs']],
    ['never heard of, a worker waits', controlPlane(null, { url: null }), ['control_plane_away']],
    ['gone', controlPlane({ kind: 'no_connection', why: 'ECONNREFUSED' }), ['control_plane_away']],
    [
      'gone, on another host',
      controlPlane({ kind: 'no_connection', why: 'ENOTFOUND' }, { start: null, workerRuns: false }),
      ['control_plane_away'],
    ],
    ['silent', controlPlane({ kind: 'no_answer', withinMs: 3_000 }), ['control_plane_hangs']],
    [
      'somebody else',
      controlPlane({ kind: 'foreign', what: 'status 200, text/html' }),
      ['control_plane_foreign'],
    ],
    ['well', controlPlane(answering), ['ok']],
    ['stuck', controlPlane({ ...answering, isReady: false }), ['control_plane_stuck']],
    ['well, with leases', controlPlane(answering, { leases: [database] }), ['ok']],
    [
      'another database',
      controlPlane(answering, { leases: [{ id: 'd0', generation: 2 }] }),
      ['other_database'],
    ],
    ['restored', controlPlane(answering, { leases: [{ id: 'd1', generation: 1 }] }), ['other_database']],
    ['an hour ahead', controlPlane({ ...answering, skewMs: 3_600_000 }), ['clock_skew']],
    ['without a date', controlPlane({ ...answering, skewMs: null }), ['unknown']],
  ],
  'the worker': [
    ['none wanted', judgeWorker({ kind: 'not_running', controlPlaneRuns: false, wasKilled: false }), ['ok']],
    [
      'none beside a control plane',
      judgeWorker({ kind: 'not_running', controlPlaneRuns: true, wasKilled: false }),
      ['worker_not_running'],
    ],
    [
      'killed',
      judgeWorker({ kind: 'not_running', controlPlaneRuns: false, wasKilled: true }),
      ['worker_not_running'],
    ],
    ['silent', judgeWorker({ kind: 'silent', pid: 1, silentMs: 60_000 }), ['worker_silent']],
    ['wordless', judgeWorker({ kind: 'silent', pid: 1, silentMs: null }), ['worker_silent']],
    ['healthy', judgeWorker({ kind: 'says', pid: 1, health: 'healthy', reason: null, from: 'here' }), ['ok']],
    [
      'unauthorized',
      judgeWorker({ kind: 'says', pid: 1, health: 'unauthorized', reason: 'No.', from: 'here' }),
      ['worker_sick'],
    ],
  ],
  versions: [
    ['alone', versions({}), ['ok']],
    ['all the same', versions({ parts: [{ name: 'worker', version: '1.0.0' }] }), ['ok']],
    ['not told', versions({ parts: [{ name: 'worker', version: null }] }), ['ok']],
    ['an older worker', versions({ parts: [{ name: 'worker', version: '0.9.0' }] }), ['version_mismatch']],
    ['a newer database', versions({ schema: { version: 9, known: 8 } }), ['database_newer']],
    ['an older database', versions({ schema: { version: 7, known: 8 } }), ['ok']],
    ['a spoilt database', versions({ schema: { unknown: 'file is not a database' } }), ['unknown']],
  ],
  agents: [
    ['none', agents({ isWanted: false, path: null }), ['no_agent']],
    ['one', agents({}), ['ok']],
    ['one installed, another not', agents({}, { isWanted: false, path: null }), ['ok']],
    ['wanted and not there', agents({ path: null }), ['agent_not_found']],
    ['not for the worker', agents({ isOnWorkersPath: false }), ['agent_hidden_from_worker']],
    ['no worker to ask', agents({ isOnWorkersPath: null }), ['ok']],
    ['logged out', agents({ loggedOut: 'No login.' }), ['agent_logged_out']],
    ['logged out and not wanted', agents({ loggedOut: 'No login.', isWanted: false }), ['unknown']],
    ['broken', agents({ version: { kind: 'failed', why: 'fails with 1' } }), ['agent_does_not_run']],
  ],
  git: [
    ['well', git({}), ['ok']],
    ['missing', git({ version: { kind: 'missing' } }), ['git_missing']],
    ['hanging', git({ version: { kind: 'failed', why: 'says nothing' } }), ['unknown']],
    ['strange', git({ version: { kind: 'told', text: 'hello' } }), ['unknown']],
    ['old', git({ version: { kind: 'told', text: 'git version 2.30.2' } }), ['git_old']],
    ['much newer', git({ version: { kind: 'told', text: 'git version 3.0.0' } }), ['ok']],
    ['nobody commits', git({ knowsCommitter: false }), ['committer_unknown']],
    ['https without a helper', git({ httpsRemotes: ['https://x/y'] }), ['credential_helper_missing']],
    ['https with one', git({ httpsRemotes: ['https://x/y'], hasCredentialHelper: true }), ['ok']],
    ['pointers', git({ needsLfs: true }), ['lfs_missing']],
  ],
  tmux: [
    ['well', judgeTmux({ kind: 'told', text: 'tmux 3.3a' }), ['ok']],
    ['old', judgeTmux({ kind: 'told', text: 'tmux 3.1c' }), ['tmux_old']],
    ['from sources', judgeTmux({ kind: 'told', text: 'tmux master' }), ['unknown']],
    ["the base system's", judgeTmux({ kind: 'told', text: 'tmux openbsd-7.5' }), ['unknown']],
    ['missing', judgeTmux({ kind: 'missing' }), ['tmux_missing']],
    ['hanging', judgeTmux({ kind: 'failed', why: 'says nothing' }), ['unknown']],
  ],
  node: [
    ['well', judgeNode('v24.21.0'), ['ok']],
    ['just enough', judgeNode('v22.18.0'), ['ok']],
    ['old', judgeNode('v20.20.2'), ['node_old']],
  ],
  containment: [
    ['tier 1', judgeContainment({ wanted: 'auto', host: tier(1) }), ['ok']],
    ['tier 3', judgeContainment({ wanted: 'auto', host: tier(3) }), ['sweep_only']],
    ['tier 3 as wished', judgeContainment({ wanted: 'sweep', host: tier(3) }), ['ok']],
    ['not given', judgeContainment({ wanted: 'cgroup', host: tier(3) }), ['containment_refused']],
    ['not told', judgeContainment({ wanted: 'auto', host: { kind: 'unknown', why: 'EIO' } }), ['unknown']],
  ],
  'the disk': [
    ['plenty', disk(1_000), ['ok']],
    ['less than twice the floor', disk(150), ['disk_nearly_low']],
    ['below the floor', disk(50), ['disk_low']],
    [
      'not told',
      judgeDisk({
        path: '/s',
        space: { kind: 'unknown', why: 'EIO' },
        floorBytes: 1,
        reclaimableBytes: null,
        format: String,
      }),
      ['unknown'],
    ],
  ],
  ports: [
    ['free', ports({}), ['ok']],
    ['ours', ports({ address: 'ours' }), ['ok']],
    ['taken', ports({ address: 'taken' }), ['listen_taken']],
    ['a control plane on another host', ports({ address: 'elsewhere', ephemeral: null }), ['ok']],
    ['a range of the system', ports({ ephemeral: { from: 29_999, to: 60_999 } }), ['port_range_shared']],
    ['not told', ports({ ephemeral: null }), ['ok']],
  ],
  'stale files': [
    ['none', judgeStaleFiles({ records: [] }), ['ok']],
    ['one', judgeStaleFiles({ records: [{ path: '/s/w', found: 'Its process is gone.' }] }), ['stale_file']],
  ],
};

const service = { kind: 'installed', name: 'planeguard', running: true, state: 'active', drift: [] } as const;
judged['the service'] = [
  ['no manager', judgeService({ kind: 'no_manager', why: 'no systemd.' }), ['ok']],
  ['not installed', judgeService({ kind: 'not_installed' }), ['ok']],
  ['well', judgeService(service), ['ok']],
  ['dead', judgeService({ ...service, running: false }), ['service_not_running']],
  ['changed', judgeService({ ...service, drift: ['The file is gone.'] }), ['service_changed']],
];

describe.each(Object.entries(judged))('%s', (_, rows) => {
  it.each(rows)('%s', (_facts, findings, expected) => {
    expect(said(findings)).toEqual(expected);
  });
});

const all = Object.values(judged).flatMap((rows) => rows.flatMap(([, findings]) => findings));

it('every problem that doctor knows comes from some facts', () => {
  const shown = new Set<string>(all.flatMap(({ problem }) => problem ?? []));
  // Those of GitHub: judge-github.test.ts.
  const expected = Object.entries(doctorProblems).filter(([, { check }]) => check !== 'github');
  expect(expected.flatMap(([name]) => (shown.has(name) ? [] : [name]))).toEqual([]);
});

it('every finding says what in one line that ends as a sentence, and every problem how it is mended', () => {
  for (const { what, problem, mend, why } of all) {
    expect(what).toMatch(/^[^\n]+\.$/);
    if (problem !== null) expect([mend, why]).not.toContain(null);
  }
});

it('an enrolled worker is mended by enrolling it again, not by what starts a control plane here', () => {
  const [finding] = judgeWorker({
    kind: 'says',
    pid: 1,
    health: 'unauthorized',
    reason: null,
    from: 'enrolment',
  });
  expect(finding?.mend).toContain('planeguard worker enroll --url');
});

it('a sick worker has a command for each health that is not well', () => {
  const findings = workerHealths.flatMap((health) =>
    judgeWorker({ kind: 'says', pid: 1, health, reason: null, from: 'here' }),
  );
  const sick = findings.filter(({ problem }) => problem === 'worker_sick');
  expect(sick.map(({ what }) => /is (\w+)\./.exec(what)?.[1])).toEqual([
    'degraded',
    'unauthorized',
    'unreachable',
    'misconfigured',
    'stopped',
  ]);
  expect(sick.every(({ mend }) => mend?.startsWith('planeguard '))).toBe(true);
});

it.each<[string, Partial<TokenFacts>]>([
  ['refused', { accepted: 'no' }],
  ['empty', { file: { kind: 'empty' } }],
])(
  'the %s token of an enrolled worker is mended by enrolling, never by starting a control plane',
  (_, change) => {
    const [finding] = judgeCredentials({
      tokens: [{ ...token, ...change }],
      wereMade: true,
      controlPlaneAnswers: true,
      from: 'enrolment',
    });
    expect(finding?.mend).toBe('planeguard worker enroll --url URL --token-file FILE');
  },
);
