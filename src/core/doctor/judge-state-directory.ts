import { quoteForSh } from '../quote-for-sh.ts';
import { type Finding, fine, found, notKnown } from './finding.ts';

export type FolderFacts =
  | { kind: 'missing'; path: string }
  | { kind: 'not_a_folder'; path: string }
  | { kind: 'not_told'; path: string; why: string }
  | {
      kind: 'folder';
      path: string;
      /** Permission bits. */
      mode: number;
      isOwn: boolean;
      isWritable: boolean;
    };

export function judgeStateDirectory(facts: FolderFacts): Finding[] {
  const { path } = facts;
  switch (facts.kind) {
    case 'missing':
      return [fine('state-directory', `${path} is not there yet: the first start makes it.`)];
    case 'not_a_folder':
      return [unusable(`${path} is not a folder.`, 'Name another one: planeguard --state-dir DIR doctor')];
    case 'not_told':
      return [notKnown('state-directory', `${path} cannot be looked at: ${facts.why}.`)];
    case 'folder':
      return judgeFolder(facts);
    default:
      return facts satisfies never;
  }
}

function judgeFolder({ path, mode, isOwn, isWritable }: Extract<FolderFacts, { kind: 'folder' }>): Finding[] {
  if (!isOwn)
    return [
      unusable(
        `${path} belongs to another user.`,
        'Be that user, or name another one: planeguard --state-dir DIR doctor',
      ),
    ];
  if (!isWritable) return [unusable(`${path} cannot be written to.`, `chmod u+rwx ${quoteForSh(path)}`)];
  if ((mode & 0o077) === 0) return [fine('state-directory', `${path}, for this user only.`)];
  const mend = `chmod 700 ${quoteForSh(path)}`;
  const what = `Others may look into ${path} (mode ${mode.toString(8)}).`;
  return [found('state_directory_open', { what, mend, fix: { kind: 'permissions', path, mode: 0o700 } })];
}

const unusable = (what: string, mend: string): Finding => found('state_directory_unusable', { what, mend });
