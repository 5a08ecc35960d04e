/** How well a host holds the processes of a session together: 1 a cgroup of its own, 3 a sweep only. */
export type Tier = 1 | 3;

/** What may be configured. A better one than the host gives is refused, not pretended. */
export const containmentChoices = ['auto', 'cgroup', 'sweep'] as const;
export type ContainmentChoice = (typeof containmentChoices)[number];

const heldBy = {
  1: 'Each session has a cgroup of its own.',
  3: 'Sessions are swept by marker, process tree, working directory and a running record of their processes.',
} as const satisfies Record<Tier, string>;

/** What a stop on each tier cannot see. */
export const unseenOn = {
  1: 'Not seen: what a daemon of the system started for it (docker run, at, systemd-run); as root, also what moved itself to another cgroup, cleared its environment and left the workspace, all three.',
  3: 'Not seen: what detached, cleared its environment and left the workspace, all three, before a look at its processes, every 2 s (macOS: 10 s), knew it; what a daemon of the system started for it (docker run, at, systemd-run).',
} as const satisfies Record<Tier, string>;

/** What a tier means, in sentences for a person. */
export const tierSentence = (tier: Tier): string => `${heldBy[tier]} ${unseenOn[tier]}`;
