/** What a file that names a process was found to be, while the kernel's lock says that this process does not live. */
export const staleKinds = {
  dead_pid: 'its process is gone',
  reused_pid: 'its pid belongs to another program now, which is not touched',
  other_user: 'its pid belongs to a process of another user now, which is not touched',
  other_boot: 'the machine has been started anew since',
  other_host: 'another machine wrote it',
  other_place: 'it was copied from another state directory',
  empty: 'it is empty',
  garbled: 'it does not say which process it means',
  not_a_file: 'something else than a file is in its place',
} as const;
export type StaleKind = keyof typeof staleKinds;

/** What is known of one such file. */
export interface RecordFacts {
  content:
    | { kind: 'not_a_file' }
    | { kind: 'empty' }
    | { kind: 'garbled' }
    /** A plain pid: that is all older versions and other programs wrote. */
    | { kind: 'pid'; pid: number }
    | {
        kind: 'record';
        pid: number;
        otherHost: string | null;
        otherPlace: boolean;
        otherBoot: boolean;
      };
  /** Who has the pid now. */
  pidIs: 'nobody' | 'own_user' | 'other_user';
  /** How far in the future the file is dated. Nothing is decided by it. */
  futureMs: number;
}

/** Never whether to signal: a process whose lock is free is nobody of ours. */
export function staleKind({ content, pidIs }: RecordFacts): StaleKind {
  if (content.kind === 'not_a_file' || content.kind === 'empty' || content.kind === 'garbled')
    return content.kind;
  if (content.kind === 'record') {
    if (content.otherHost !== null) return 'other_host';
    if (content.otherPlace) return 'other_place';
    if (content.otherBoot) return 'other_boot';
  }
  if (pidIs === 'nobody') return 'dead_pid';
  return pidIs === 'own_user' ? 'reused_pid' : 'other_user';
}

/** Clocks of one machine and its disks differ a little. */
const aLittleMs = 5_000;

/** One sentence for people: "It names pid 123: its process is gone." */
export function staleSentence(facts: RecordFacts): string {
  const { content, futureMs } = facts;
  const kind = staleKind(facts);
  const names = 'pid' in content ? `It names pid ${content.pid}: ` : '';
  const host = kind === 'other_host' && content.kind === 'record' ? ` (${content.otherHost})` : '';
  const dated =
    futureMs > aLittleMs
      ? ` It is dated ${Math.round(futureMs / 1_000)} s in the future; that decides nothing.`
      : '';
  const sentence = `${names}${staleKinds[kind]}${host}.${dated}`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
