import { builtInAgents } from '../../config/agent-names.ts';
import type { Config } from '../../config/schema.ts';
import { builtInPrograms } from '../../edge/agents/built-in-programs.ts';
import { findProgram } from '../../edge/agents/find-program.ts';

export interface InstalledAgent {
  name: string;
  program: string;
  /** Null when the program is not on this machine. */
  path: string | null;
}

/** Built-in and configured agents, and where their programs are. */
export function knownAgents(config: Config, env: Readonly<Record<string, string>>): InstalledAgent[] {
  const builtIn = builtInAgents
    .filter((name) => (config.agents[name]?.command ?? null) === null)
    .map((name) => located(name, builtInPrograms[name], config.directory, env));
  const configured = Object.entries(config.agents).flatMap(([name, { command, directory }]) =>
    command?.[0] === undefined ? [] : [located(name, command[0], directory, env)],
  );
  return [...builtIn, ...configured];
}

function located(
  name: string,
  program: string,
  directory: string,
  env: Readonly<Record<string, string>>,
): InstalledAgent {
  return { name, program, path: findProgram(program, env.PATH ?? '', directory) };
}
