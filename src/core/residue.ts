/** What was found of one session that its worker's journal does not know. Plain JSON: it is shown to people. */
export interface Residue {
  processes: { pid: number; command: string }[];
  /** Its cgroup. */
  cell: string | null;
  /** Its tmux socket, with or without a server behind it. */
  socket: string | null;
  workspace: string | null;
  /** Process id of its living watch. */
  watch: number | null;
}

/** Whose it is, by what it says of itself. */
export interface ResidueClaims {
  /** Installations that were named: by a process's environment, an owner file, a record's copy. */
  installations: readonly string[];
  /** Whether it lies, or works, in this state directory. */
  place: 'here' | 'elsewhere' | 'not_told';
}

export type ResidueOwner = 'ours' | 'foreign' | 'unproven';

/** Nothing is ours that names somebody else, or another place; what lies here and is not proven ours is doubtful. */
export function ownerOf({ installations, place }: ResidueClaims, own: string): ResidueOwner {
  const namesUs = installations.includes(own);
  const namesOthers = installations.some((each) => each !== own);
  if (namesUs && !namesOthers && place !== 'elsewhere') return 'ours';
  return namesUs || place === 'here' ? 'unproven' : 'foreign';
}

/** Why residue is in quarantine. A closed set: it is listed with its age. */
export const quarantineReasons = {
  owner_unproven: 'it is not proven to be of this installation',
  attempt_not_known: 'the control plane does not know its attempt',
  attempt_running: 'its attempt is running, and its record is lost',
  not_cleaned: 'something of it could not be ended or removed',
} as const;
export type QuarantineReason = keyof typeof quarantineReasons;

/** A person is warned of what has waited this long. */
const oldAfterMs = 24 * 60 * 60_000;

export const isOldInQuarantine = (sinceMs: number, nowMs: number): boolean => nowMs - sinceMs >= oldAfterMs;
