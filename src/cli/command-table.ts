import type { DefineCommand } from './define-command.ts';

interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<DefineCommand>;
}

/** Every command in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'play four stories with scripted agents in a temporary place, and prove that nothing is left',
    load: async () => (await import('./commands/demo.ts')).defineDemo,
  },
  {
    name: 'run',
    summary: 'queue a request for an agent; with --wait, see it through',
    load: async () => (await import('./commands/run.ts')).defineRun,
  },
  {
    name: 'list',
    summary: 'list requests',
    load: async () => (await import('./commands/list.ts')).defineList,
  },
  {
    name: 'show',
    summary: 'show one request: state, reason, what to do next, evidence',
    load: async () => (await import('./commands/show.ts')).defineShow,
  },
  {
    name: 'events',
    summary: 'what has happened to a request',
    load: async () => (await import('./commands/events.ts')).defineEvents,
  },
  {
    name: 'thread',
    summary: "a request's conversation: each turn of its state, and what to do next",
    load: async () => (await import('./commands/thread.ts')).defineThread,
  },
  {
    name: 'logs',
    summary: "what a request's session has printed",
    load: async () => (await import('./commands/logs.ts')).defineLogs,
  },
  {
    name: 'attach',
    summary: 'the live terminal of a request',
    load: async () => (await import('./commands/attach.ts')).defineAttach,
  },
  {
    name: 'send',
    summary: "tell a request's agent something",
    load: async () => (await import('./commands/send.ts')).defineSend,
  },
  {
    name: 'cancel',
    summary: 'cancel a request',
    load: async () => (await import('./commands/cancel.ts')).defineCancel,
  },
  {
    name: 'retry',
    summary: 'queue an ended request again',
    load: async () => (await import('./commands/retry.ts')).defineRetry,
  },
  {
    name: 'pr',
    summary: 'look at, merge, close or comment pull requests',
    load: async () => (await import('./commands/pr.ts')).definePr,
  },
  {
    name: 'salvage',
    summary: 'work that was not published: list it, look at it, restore it, drop it',
    load: async () => (await import('./commands/salvage.ts')).defineSalvage,
  },
  {
    name: 'status',
    summary: 'everything at a glance',
    load: async () => (await import('./commands/status.ts')).defineStatus,
  },
  {
    name: 'doctor',
    summary: 'find and explain what is wrong, and how to mend it',
    load: async () => (await import('./commands/doctor.ts')).defineDoctor,
  },
  {
    name: 'reconcile',
    summary: 'one pass over leases, sessions, residue and kept work now; --dry-run only tells',
    load: async () => (await import('./commands/reconcile.ts')).defineReconcile,
  },
  {
    name: 'quarantine',
    summary: 'doubtful residue: list it, release it, have it cleaned',
    load: async () => (await import('./commands/quarantine.ts')).defineQuarantine,
  },
  {
    name: 'github',
    summary: "set up repositories on GitHub: the token's rights, the label, the webhook",
    load: async () => (await import('./commands/github.ts')).defineGitHub,
  },
  {
    name: 'webhook',
    summary: 'what webhooks have told of, and what became of it; send a stored payload again',
    load: async () => (await import('./commands/webhook.ts')).defineWebhook,
  },
  {
    name: 'reclaim',
    summary: 'free what takes room on the disk and can go without loss; say why the rest stays',
    load: async () => (await import('./commands/reclaim.ts')).defineReclaim,
  },
  {
    name: 'init',
    summary: 'write a commented planeguard.yaml',
    load: async () => (await import('./commands/init.ts')).defineInit,
  },
  {
    name: 'up',
    summary: 'control plane and worker on this machine',
    load: async () => (await import('./commands/up.ts')).defineUp,
  },
  {
    name: 'down',
    summary: 'stop what up has started, sessions included',
    load: async () => (await import('./commands/down.ts')).defineDown,
  },
  {
    name: 'serve',
    summary: 'the control plane alone',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
  {
    name: 'worker',
    summary: 'the worker alone',
    load: async () => (await import('./commands/worker.ts')).defineWorker,
  },
  {
    name: 'service',
    summary: 'have launchd or systemd keep Planeguard running',
    load: async () => (await import('./commands/service.ts')).defineService,
  },
  {
    name: 'config',
    summary: 'check or print the configuration',
    load: async () => (await import('./commands/config.ts')).defineConfig,
  },
  {
    name: 'token',
    summary: 'make, list and revoke tokens',
    load: async () => (await import('./commands/token.ts')).defineToken,
  },
  {
    name: 'backup',
    summary: "write the control plane's database into a file, also while it runs",
    load: async () => (await import('./commands/backup.ts')).defineBackup,
  },
  {
    name: 'restore',
    summary: 'put a backup in the place of the database, when nothing runs',
    load: async () => (await import('./commands/restore.ts')).defineRestore,
  },
  {
    name: 'uninstall',
    summary: 'end what runs and remove its traces; with --purge, the state directory too',
    load: async () => (await import('./commands/uninstall.ts')).defineUninstall,
  },
  {
    name: 'version',
    summary: 'print the version',
    load: async () => (await import('./commands/version.ts')).defineVersion,
  },
];
