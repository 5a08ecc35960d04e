/** What doctor looks at, in this order. */
export const doctorChecks = [
  'state-directory',
  'configuration',
  'credentials',
  'control-plane',
  'worker',
  'github',
  'versions',
  'agents',
  'git',
  'tmux',
  'node',
  'containment',
  'disk',
  'ports',
  'stale-files',
  'service',
] as const;
export type DoctorCheck = (typeof doctorChecks)[number];

/** Everything that doctor can find, and why it matters. Each has a row in docs/operations.md. */
export const doctorProblems = {
  state_directory_unusable: {
    check: 'state-directory',
    level: 'problem',
    why: 'Everything is kept there: nothing starts without it.',
  },
  state_directory_open: {
    check: 'state-directory',
    level: 'warning',
    why: 'Prompts, transcripts and tokens lie in it: other users of this machine could look.',
  },
  configuration_invalid: {
    check: 'configuration',
    level: 'problem',
    why: 'No daemon starts with it; the other checks went by the defaults.',
  },
  configured_path_missing: {
    check: 'configuration',
    level: 'problem',
    why: 'Sessions that need it are refused when they start.',
  },
  token_missing: {
    check: 'credentials',
    level: 'problem',
    why: 'Without its token a part cannot speak to the control plane.',
  },
  token_readable: {
    check: 'credentials',
    level: 'problem',
    why: 'Whoever reads it can start programs as this user.',
  },
  token_refused: {
    check: 'credentials',
    level: 'problem',
    why: 'The control plane does not accept it: its owner can do nothing.',
  },
  nothing_runs: {
    check: 'control-plane',
    level: 'warning',
    why: 'Requests wait until a control plane and a worker run.',
  },
  control_plane_away: {
    check: 'control-plane',
    level: 'problem',
    why: 'Nothing is claimed, and sessions end at their deadline unless it comes back.',
  },
  control_plane_hangs: {
    check: 'control-plane',
    level: 'problem',
    why: 'It takes connections and does not answer: to workers that is the same as away.',
  },
  control_plane_foreign: {
    check: 'control-plane',
    level: 'problem',
    why: 'Something else answers at its address: workers believe nothing that it says.',
  },
  control_plane_stuck: {
    check: 'control-plane',
    level: 'problem',
    why: 'One of its loops stands still: leases are not looked after.',
  },
  other_database: {
    check: 'control-plane',
    level: 'problem',
    why: 'Leases of this worker were granted by another database: its sessions run until their deadline, and are not renewed.',
  },
  clock_skew: {
    check: 'control-plane',
    level: 'warning',
    why: 'Times in events and logs do not fit together. Leases are not touched: they count by boot clocks.',
  },
  worker_not_running: {
    check: 'worker',
    level: 'problem',
    why: 'Nobody claims requests on this machine; running sessions end at their deadline.',
  },
  worker_silent: {
    check: 'worker',
    level: 'problem',
    why: 'Its process lives and says nothing: it claims and renews nothing.',
  },
  worker_sick: {
    check: 'worker',
    level: 'problem',
    why: 'A worker that is not healthy may claim nothing.',
  },
  github_token_missing: {
    check: 'github',
    level: 'problem',
    why: 'Nothing is asked of GitHub: no issue starts work, and no close or merge is heard of.',
  },
  github_token_refused: {
    check: 'github',
    level: 'problem',
    why: 'GitHub answers nothing: no issue starts work, and no close or merge is heard of.',
  },
  github_away: {
    check: 'github',
    level: 'problem',
    why: 'While it cannot be asked nothing is started from issues, and ends wait to be verified.',
  },
  github_right_missing: {
    check: 'github',
    level: 'problem',
    why: 'Something that a request needs will be refused.',
  },
  github_checks_unseen: {
    check: 'github',
    level: 'warning',
    why: 'Requests do not show what CI says of their pull requests.',
  },
  github_label_missing: {
    check: 'github',
    level: 'warning',
    why: 'Nobody can put it on an issue.',
  },
  webhook_silent: {
    check: 'github',
    level: 'warning',
    why: 'Polling finds every change, and up to github.poll later.',
  },
  github_quota_low: {
    check: 'github',
    level: 'warning',
    why: 'Once none is left all calls wait until the hour is over.',
  },
  version_mismatch: {
    check: 'versions',
    level: 'warning',
    why: 'Parts of different versions may not understand each other.',
  },
  database_newer: {
    check: 'versions',
    level: 'problem',
    why: 'This program refuses the database, because it could spoil it.',
  },
  no_agent: {
    check: 'agents',
    level: 'warning',
    why: 'Each request must name a program of its own: run --agent PATH.',
  },
  agent_not_found: {
    check: 'agents',
    level: 'problem',
    why: 'Requests for it end as host_refused.',
  },
  agent_hidden_from_worker: {
    check: 'agents',
    level: 'problem',
    why: 'It is on your PATH and not on that of the worker: requests for it end as host_refused.',
  },
  agent_logged_out: {
    check: 'agents',
    level: 'problem',
    why: 'Requests for it end as agent_unauthorized.',
  },
  agent_does_not_run: {
    check: 'agents',
    level: 'problem',
    why: 'Its program is there and does not even tell its version.',
  },
  git_missing: { check: 'git', level: 'problem', why: 'Every session works in a clone.' },
  git_old: { check: 'git', level: 'problem', why: 'Older ones lack options that sessions are isolated by.' },
  committer_unknown: {
    check: 'git',
    level: 'problem',
    why: 'An agent cannot commit, and its work is not published.',
  },
  credential_helper_missing: {
    check: 'git',
    level: 'warning',
    why: 'A private repository over https asks for a login, and nobody is there to type it.',
  },
  lfs_missing: {
    check: 'git',
    level: 'warning',
    why: 'A repository keeps files in Git LFS: its sessions get pointers instead.',
  },
  tmux_missing: { check: 'tmux', level: 'problem', why: 'Every session runs in tmux.' },
  tmux_old: { check: 'tmux', level: 'problem', why: 'Older ones lack what sessions are driven by.' },
  node_old: { check: 'node', level: 'problem', why: 'Older ones do not run this program.' },
  sweep_only: {
    check: 'containment',
    level: 'warning',
    why: 'Ends are swept instead of proved: what hides well enough outlives its session.',
  },
  containment_refused: {
    check: 'containment',
    level: 'problem',
    why: 'The worker does not start: worker.containment asks for more than this host gives.',
  },
  disk_low: {
    check: 'disk',
    level: 'problem',
    why: 'Nothing is claimed below retention.minFreeDisk.',
  },
  disk_nearly_low: {
    check: 'disk',
    level: 'warning',
    why: 'A large build takes it below retention.minFreeDisk, and then nothing is claimed.',
  },
  listen_taken: {
    check: 'ports',
    level: 'problem',
    why: 'The control plane cannot start: another program has its address.',
  },
  port_range_shared: {
    check: 'ports',
    level: 'warning',
    why: 'The system hands out the same ports to outgoing connections: now and then a dev server cannot have its own.',
  },
  stale_file: {
    check: 'stale-files',
    level: 'warning',
    why: 'A process that was killed left it. The next start copes; people and scripts may be misled.',
  },
  service_not_running: {
    check: 'service',
    level: 'problem',
    why: 'It was installed to keep Planeguard running, and does not.',
  },
  service_changed: {
    check: 'service',
    level: 'problem',
    why: 'What it starts is not what was installed: its next start may fail.',
  },
} as const satisfies Record<string, { check: DoctorCheck; level: 'warning' | 'problem'; why: string }>;

export type DoctorProblem = keyof typeof doctorProblems;
