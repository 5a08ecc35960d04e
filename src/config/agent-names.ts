/** Agents that Planeguard knows how to start without a configured command. */
export const builtInAgents = ['every-code', 'codex'] as const;
export type BuiltInAgent = (typeof builtInAgents)[number];

export const isBuiltInAgent = (name: string): name is BuiltInAgent =>
  builtInAgents.some((known) => known === name);
