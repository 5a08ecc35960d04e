import os from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** What Planeguard takes from its environment. Nothing else may read it. */
export interface Environment {
  stateDir: string;
  /** $PLANEGUARD_CONFIG, if set. */
  configFile: string | null;
  /** Where a person's configuration lies when the working directory has none. */
  configHome: string;
  /** Inside a session only the agent's own commands work. */
  insideSession: boolean;
  /** Where the agent's commands are written; null outside a session. */
  spool: string | null;
  noColor: boolean;
  /** Every PLANEGUARD_… variable: the configuration looks up its overrides here. */
  own: Variables;
}

/** @param variables the process's own environment unless a test passes another. */
export function readEnvironment(variables: Variables = processVariables()): Environment {
  const home = variables.HOME || homeFolder();
  return {
    stateDir: resolve(
      variables.PLANEGUARD_STATE_DIR ||
        join(xdgFolder(variables.XDG_STATE_HOME, home, '.local/state'), 'planeguard'),
    ),
    configFile: variables.PLANEGUARD_CONFIG || null,
    configHome: join(xdgFolder(variables.XDG_CONFIG_HOME, home, '.config'), 'planeguard'),
    insideSession: Boolean(variables.PLANEGUARD_SESSION || variables.PLANEGUARD_SPOOL),
    spool: variables.PLANEGUARD_SPOOL || null,
    noColor: Boolean(variables.NO_COLOR),
    own: pick(variables, (name) => name.startsWith('PLANEGUARD_')),
  };
}

/** A user that the system does not know has none: what would lie there cannot be made, and that is said. */
function homeFolder(): string {
  try {
    return os.homedir();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return '/';
    throw error;
  }
}

/**
 * The person's environment, for agents and git: all of it (PATH, ssh agent, keychain, user bus) except what
 * belongs to Planeguard itself or to an outer session.
 */
export function personEnvironment(variables: Variables = processVariables()): Record<string, string> {
  return pick(variables, (name) => !/^(PLANEGUARD|AGENT_SESSION)_/.test(name));
}

/** The whole environment, for Planeguard's own daemons. */
export function processVariables(): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) variables[name] = value;
  return variables;
}

/** The XDG specification: a relative path in these variables is ignored. */
function xdgFolder(value: string | undefined, home: string, fallback: string): string {
  return value && isAbsolute(value) ? value : join(home, fallback);
}

function pick(variables: Variables, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => wanted(name)));
}
