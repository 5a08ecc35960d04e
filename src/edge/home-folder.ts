import { homedir } from 'node:os';

/** A user that the system does not know has none: nothing is found there, and that is said. */
export function homeFolder(): string {
  try {
    return homedir();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return '/';
    throw error;
  }
}
