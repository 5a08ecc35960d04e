import { resolve } from 'node:path';
import type { Environment } from '../config/environment.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type StateLayout, stateLayout } from '../config/state-layout.ts';
import { type Clock, systemClock } from '../edge/clock.ts';
import type { Hint } from './output/hints-for.ts';
import { type Output, openOutput } from './output/output.ts';

/** What every command gets. */
export interface CliContext {
  output: Output;
  environment: Environment;
  layout: StateLayout;
  cwd: string;
  clock: Clock;
  /** Reads the configuration: only commands that need it pay for it, and can fail by it. */
  loadConfig(): Promise<LoadedConfig>;
}

/** Runs a command's work and keeps its exit code. */
export type Perform = (work: (context: CliContext) => Promise<number>) => Promise<void>;

interface GlobalOptions {
  json?: true;
  stateDir?: string;
  config?: string;
}

export function openContext(options: GlobalOptions, environment: Environment, hint: Hint): CliContext {
  const cwd = process.cwd();
  return {
    output: openOutput({
      json: options.json ?? false,
      noColor: environment.noColor,
      hint,
    }),
    environment,
    layout: stateLayout(options.stateDir ? resolve(cwd, options.stateDir) : environment.stateDir),
    cwd,
    clock: systemClock,
    loadConfig: async () => {
      const { loadConfig } = await import('../config/load.ts');
      return loadConfig(options.config ?? null, cwd, environment);
    },
  };
}
