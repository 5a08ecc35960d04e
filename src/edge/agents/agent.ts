import type { TurnFact } from '../../core/turn.ts';

/** The paths of one session that concern its agent. All absolute, all outside the workspace. */
export interface AgentPaths {
  /** The session's own directory; `spool` and `prompt` lie in it. */
  directory: string;
  prompt: string;
  spool: string;
  /** The agent's own home: configuration, conversation. Made by `prepare`. */
  agentHome: string;
}

export interface LaunchContext {
  sessionId: string;
  paths: AgentPaths;
  workspace: string;
  /** The person's environment as the agent gets it. Never Planeguard's own credentials. */
  env: Readonly<Record<string, string>>;
  /** An earlier attempt whose work goes on in this workspace; null starts afresh. */
  resume: ResumeFrom | null;
}

export interface ResumeFrom {
  /** As `AgentFollower.read` reported it; null when the agent never said. */
  conversation: string | null;
  /** The earlier session's `paths.agentHome`; it may be gone. */
  agentHome: string;
}

/** What is started in the workspace: no shell is involved, `env` is added to the context's. */
export interface AgentLaunch {
  kind: 'ready';
  argv: [string, ...string[]];
  env: Readonly<Record<string, string>>;
}

/** A launch that would fail, or wait for a person for ever, refused before anything starts. */
export interface LaunchRefusal {
  kind: 'refused';
  reason: 'agent_unauthorized' | 'host_refused' | 'launch_failed';
  /** What, where, what to do; shown to a person. */
  sentence: string;
}

export interface AgentFacts {
  turn: TurnFact;
  /** The agent's own id of its conversation, by which a later attempt resumes it. */
  conversation: string | null;
  /** Wall-clock time of the newest line of its record; a terminal that only spins writes none. */
  lastRecordMs: number | null;
}

/** Reads what an agent records about itself. Keeps its place, so reading often is cheap. */
export interface AgentFollower {
  /** Never throws for a file that is missing, torn or unreadable: that is `unknown`. */
  read(): AgentFacts;
}

/** One kind of coding agent, with its settings. */
export interface Agent {
  name: string;
  /** `by_itself`: its exit is its end. `when_quit`: it stays open after its turn, and is settled. */
  exits: 'by_itself' | 'when_quit';
  /** Typed into its terminal to make it leave; null when only signals do. */
  quitText: string | null;
  /** Checks that it can start and makes its home. May be repeated for the same session. */
  prepare(context: LaunchContext): Promise<AgentLaunch | LaunchRefusal>;
  /** Follows a session from its beginning, also one that an earlier worker started. */
  follow(paths: AgentPaths): AgentFollower;
}

/** From the configuration's `agents.<name>`. */
export interface AgentSettings {
  /** Replaces a built-in agent, or defines another one. `{promptFile}`, `{workspace}` are filled in. */
  command: readonly string[] | null;
  /** Instead of `command`, when an earlier attempt's work goes on. `{conversation}` is filled in too. */
  resume: readonly string[] | null;
  /** Added to the command line. */
  args: readonly string[];
  /** Added to its environment. */
  env: Readonly<Record<string, string>>;
  /** A relative program (`./agent.sh`) is found here: the configuration file's folder. */
  directory: string;
}
