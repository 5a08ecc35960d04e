/** The first number of the form 1.2 in what a program prints of itself, as [1, 2]; null without one. */
export function parseVersion(text: string): [major: number, minor: number] | null {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}

export const isAtLeast = (
  [major, minor]: readonly [number, number],
  [neededMajor, neededMinor]: readonly [number, number],
): boolean => major > neededMajor || (major === neededMajor && minor >= neededMinor);
