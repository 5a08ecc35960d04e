import os from 'node:os';

/** What the figures hold for. */
export interface Machine {
  cpu: string;
  cores: number;
  system: string;
  node: string;
  /** Processes that wanted to run, on average over the last minute: the noise of neighbours. */
  load: number;
}

export const machine = (): Machine => ({
  cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.cpus().length,
  system: `${os.type()} ${os.release()} ${os.arch()}`,
  node: process.versions.node,
  load: os.loadavg()[0] ?? Number.NaN,
});

export const machineLine = ({ cpu, cores, system, node, load }: Machine): string =>
  `${system}, ${cores} cores (${cpu}), node ${node}, load before ${load.toFixed(1)}`;
