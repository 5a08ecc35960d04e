/**
 * What git has passed over with no more than a warning when it listed files; null when nothing. `unable to access` is of
 * configuration and attributes, which change nothing in a list.
 */
export const overlookedIn = (stderr: string): string | null =>
  stderr
    .split('\n')
    .find(
      (line) =>
        /could not open directory|Permission denied/.test(line) &&
        !line.startsWith('warning: unable to access'),
    ) ?? null;
