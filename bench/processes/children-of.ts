import { listProcesses } from '../../src/edge/processes/list.ts';

export async function childrenOf(pid: number): Promise<number[]> {
  const listing = await listProcesses();
  if (listing.kind === 'unknown') throw new Error(listing.why);
  return listing.processes.filter((each) => each.ppid === pid).map((each) => each.pid);
}
