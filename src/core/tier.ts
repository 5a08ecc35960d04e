/** How well a host holds the processes of a session together: 1 a cgroup of its own, 3 a sweep only. */
export const tiers = [1, 3] as const;
export type Tier = (typeof tiers)[number];

/** What each tier cannot see, for people and receipts. */
export const unseenOn = {
  1: 'What a daemon of the system started for it (docker run without the project label, at, systemd-run), and as root what moved itself to another cgroup, cleared its environment and left the workspace.',
  3: 'What detached, cleared its environment and left the workspace, all three; and what a daemon of the system started for it.',
} as const satisfies Record<Tier, string>;
