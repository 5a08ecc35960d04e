/**
 * Signals one process by its pid. What is no pid fails: `kill(0)` would end this test run and whoever started it.
 * @param pid a number, or the text of a file that had one.
 */
export function signalPid(pid: unknown, signal: NodeJS.Signals): boolean {
  const number = Number(pid);
  if (!Number.isInteger(number) || number < 2) throw new TypeError(`${JSON.stringify(pid)} is no pid`);
  return process.kill(number, signal);
}
