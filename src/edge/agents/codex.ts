import { join } from 'node:path';
import type { Agent, AgentSettings, LaunchContext } from './agent.ts';
import { builtInPrograms } from './built-in-programs.ts';
import { type CodexLike, codexLike } from './codex-like.ts';
import { trustWorkspace } from './trust-workspace.ts';

/** OpenAI's Codex. Tried with @openai/codex 0.169.0 on Linux. */
export const codexAgent = (settings: AgentSettings): Agent => codexLike(codexKind, settings);

const options = ({ workspace, paths }: LaunchContext): string[] => [
  ...[...fixedSettings, trustWorkspace(workspace)].flatMap((setting) => ['-c', setting]),
  // Without -C, a conversation resumed in another workspace stops at a menu.
  ...['-C', workspace],
  // The sandbox mounts .git read-only, and everything outside the workspace.
  ...['--add-dir', paths.spool, '--add-dir', join(workspace, '.git')],
];

const fixedSettings = [
  // A detached daemon would own turns and tools, and outlive the terminal.
  'features.daemon_auto_start=false',
  // An unreviewed hook, the repository's included, stops the start at a menu.
  'features.hooks=false',
  'check_for_update_on_startup=false',
  // Debian's /etc/profile resets PATH: the agent would not find `planeguard`.
  'allow_login_shell=false',
];

export const codexKind: CodexLike = {
  name: 'codex',
  title: 'Codex',
  program: builtInPrograms.codex,
  install: 'npm install -g @openai/codex',
  homeVariable: 'CODEX_HOME',
  homeFolder: '.codex',
  keyVariable: null,
  options,
};
