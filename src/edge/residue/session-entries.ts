import { namesIn } from '../files.ts';
import { sessionIdForm } from './marked-processes.ts';

/** The sessions that entries of a folder are named after; none when there is no such folder. */
export function sessionEntries(folder: string, { prefix = '', suffix = '' } = {}): string[] {
  return namesIn(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
    .map((name) => name.slice(prefix.length, name.length - suffix.length))
    .filter((name) => sessionIdForm.test(name));
}
