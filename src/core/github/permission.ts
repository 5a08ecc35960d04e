/** What can be granted to an account on a repository, from the least to everything. */
export const grantedLevels = ['read', 'triage', 'write', 'maintain', 'admin'] as const;
const permissionLevels = ['none', ...grantedLevels] as const;
export type Permission = (typeof permissionLevels)[number];

/** Who may start work on a repository. */
export interface TrustedActors {
  actors: Permission;
  /** Logins of bots that may. A bot is not trusted for its permission. */
  bots: readonly string[];
}

export interface Actor {
  login: string;
  isBot: boolean;
  /** As the forge says it at this moment; a role of one's own making counts as what it was made from. */
  permission: Permission;
}

/**
 * Whether everybody who can edit a text of this author may start work: besides authors, whoever may write to the
 * repository can.
 */
export const everyEditorMayStart = (trusted: TrustedActors, author: Actor): boolean =>
  permissionLevels.indexOf(trusted.actors) <= permissionLevels.indexOf('write') && mayStart(trusted, author);

/** Whether an account may start work. Logins are compared as GitHub does: without case. */
export function mayStart({ actors, bots }: TrustedActors, { login, isBot, permission }: Actor): boolean {
  if (isBot) return bots.some((bot) => bot.toLowerCase() === login.toLowerCase());
  return permissionLevels.indexOf(permission) >= permissionLevels.indexOf(actors);
}
