import type { Agent, AgentSettings, LaunchContext } from './agent.ts';
import { builtInPrograms } from './built-in-programs.ts';
import { type CodexLike, codexLike } from './codex-like.ts';
import { trustWorkspace } from './trust-workspace.ts';

/** Every Code, a relative of Codex. After its documentation and sources (0.6); it was not run. */
export const everyCodeAgent = (settings: AgentSettings): Agent => codexLike(everyCodeKind, settings);

/** Its sandbox lets git write; it has no --add-dir, and this list replaces the person's own. */
const options = ({ workspace, paths }: LaunchContext): string[] => [
  ...['-c', trustWorkspace(workspace)],
  ...['-c', `sandbox_workspace_write.writable_roots=[${JSON.stringify(paths.spool)}]`],
  ...['-C', workspace],
];

export const everyCodeKind: CodexLike = {
  name: 'every-code',
  title: 'Every Code',
  program: builtInPrograms['every-code'],
  install: 'npm install -g @just-every/code',
  homeVariable: 'CODE_HOME',
  homeFolder: '.code',
  keyVariable: 'OPENAI_API_KEY',
  options,
};
