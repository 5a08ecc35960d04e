import os from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

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
export function homeFolder(): string {
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
  return pick(variables, (name) => !/^(PLANEGUARD|AGENT_SESSION)_/.test(name) && !ofServiceManager.has(name));
}

/** They let a process speak for its service: sd_notify(3), sd_watchdog_enabled(3). Nobody below it may. */
const ofServiceManager: ReadonlySet<string> = new Set(['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']);

/** How this process tells its service manager that it works; null when it is no service of systemd. */
export function serviceNotices(
  variables: Variables = allVariables(),
): { variables: Variables; watchdogMs: number | null } | null {
  if (!variables.NOTIFY_SOCKET) return null;
  const watchdogMs = Number(variables.WATCHDOG_USEC ?? Number.NaN) / 1_000;
  const needed = pick(variables, (name) => name === 'NOTIFY_SOCKET' || name === 'PATH');
  return { variables: needed, watchdogMs: Number.isFinite(watchdogMs) ? watchdogMs : null };
}

/** What a service takes over from the shell that installs it. No keys: unit files are readable to others. */
export function serviceVariables(variables: Variables = processVariables()): Record<string, string> {
  const own = (name: string) => name.startsWith('PLANEGUARD_') && !ofThisShell.has(name);
  const kept = pick(variables, (name) => takenOver.has(name) || own(name));
  return { ...kept, PATH: absoluteFolders(variables.PATH ?? '') };
}

const ofThisShell: ReadonlySet<string> = new Set([
  ...['STATE_DIR', 'CONFIG', 'SESSION', 'SPOOL', 'REQUEST', 'ATTEMPT'].map((name) => `PLANEGUARD_${name}`),
]);

const takenOver: ReadonlySet<string> = new Set([
  ...['LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'SHELL', 'TERM'],
  ...['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'],
  ...['CODEX_HOME', 'CODE_HOME', 'CLAUDE_CONFIG_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ...['NODE_USE_ENV_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
]);

/** Relative folders mean something else in a service, which starts elsewhere. */
const absoluteFolders = (path: string): string =>
  [...new Set(path.split(delimiter).filter((folder) => isAbsolute(folder)))].join(delimiter);

/** The whole environment, for Planeguard's own daemons; not the right to speak for this process's service. */
export function processVariables(): Record<string, string> {
  return pick(allVariables(), (name) => !ofServiceManager.has(name));
}

function allVariables(): Record<string, string> {
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
