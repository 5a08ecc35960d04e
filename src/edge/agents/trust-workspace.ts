import { realpathSync } from 'node:fs';

/**
 * The setting that trusts a workspace: a directory that is not stops the start at a menu.
 * Trust also is what gives Codex its default mode: it works in the workspace, and asks for more.
 */
export function trustWorkspace(workspace: string): string {
  const folders = new Set([workspace, realpathSync(workspace)]);
  // A JSON string is a TOML string.
  const entries = [...folders].map((folder) => `${JSON.stringify(folder)}={trust_level="trusted"}`);
  return `projects={${entries.join(',')}}`;
}
